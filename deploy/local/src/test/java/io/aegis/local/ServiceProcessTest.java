package io.aegis.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceProcessTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            value = {
                "ERROR Failed to start/Caused by: Outer: no/\tat a.B/Caused by: Inner: port 1 is taken/\tat c.D = Inner: port 1 is taken",
                "Caused by: org.flywaydb.core.api.exception.FlywayValidateException: Validate failed/Migration checksum mismatch/\tat a.B ="
                        + " its tables are of another version of Aegis; start that one, or ./aegis reset --yes deletes all data",
                "one/two/three/four = two | three | four",
                "Killed = Killed"
            })
    void the_end_of_a_log_is_one_clear_line(String log, String line) {
        assertThat(ServiceProcess.why(List.of(log.split("/")))).isEqualTo(line);
    }
}
