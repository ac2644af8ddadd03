package io.aegis.e2e.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EffortTest {
    @Test
    void peopleAndModelMakeTheCost() {
        Assumptions assumptions = new Assumptions(0, 0, 0, 0, 3, 10, 15, 60, 0.5);

        Report.Effort effort = Report.Effort.of(4, 1, 2, 100, 10, assumptions);

        assertThat(effort).isEqualTo(new Report.Effort(4, 1, 2, 52, 102, 10.2));
    }
}
