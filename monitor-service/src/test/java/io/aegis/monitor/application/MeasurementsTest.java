package io.aegis.monitor.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasurementsTest {
    @ParameterizedTest
    @CsvSource({"PT0.005S, PT10S", "PT0.1S, PT10S", "PT0.6S, PT1M"})
    void counting_never_takes_more_than_a_hundredth_of_the_time(Duration counting, Duration fresh) {
        assertThat(Measurements.freshFor(counting)).isEqualTo(fresh);
    }
}
