package io.aegis.messaging;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulationGuardTest {
    private Database database;

    @BeforeEach
    void migrate() throws SQLException {
        database = FreshDatabase.of("aegis_simulation_guard", "V1.0__messaging.sql", "V1.2__simulation.sql");
    }

    @Test
    void aDatabaseThatHasCustomersNeverGetsASimulatedTime() {
        SimulationGuard.check(database, false);
        database.update("insert into customer_sequence (customer, sequence) values ('real', 1)");

        assertThatThrownBy(() -> SimulationGuard.check(database, true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has lived by real time");
        assertThatCode(() -> SimulationGuard.check(database, false)).doesNotThrowAnyException();
    }

    @Test
    void aSimulatedDatabaseStartsAgainAsSuchAndNeverForReal() {
        SimulationGuard.check(database, true);
        database.update("insert into customer_sequence (customer, sequence) values ('simulated', 1)");

        assertThatCode(() -> SimulationGuard.check(database, true)).doesNotThrowAnyException();
        assertThatThrownBy(() -> SimulationGuard.check(database, false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("made by a simulation");
    }
}
