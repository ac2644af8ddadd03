package io.aegis.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.local.testing.LocalPlatform;
import io.aegis.state.application.Retention;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** How healthy a customer was long ago is forgotten, a few rows at a time, but for what stood then. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class RetentionTest {
    @Inject
    Retention retention;

    @Inject
    Clock clock;

    @Inject
    DataSource dataSource;

    private final String customer = "customer-" + UUID.randomUUID();
    private final String quiet = "quiet-" + UUID.randomUUID();

    @Test
    void only_what_is_too_old_goes_and_never_what_stood_when_the_rest_begins() throws SQLException {
        for (int days : List.of(405, 404, 403, 402, 399, 1)) {
            judged(customer, days);
        }
        judged(quiet, 900);

        assertThat(retention.forgetOld(2)).isTrue();
        assertThat(kept(customer)).hasSize(4).endsWith(402, 399, 1);
        assertThat(retention.forgetOld(2)).isFalse();
        assertThat(kept(customer)).containsExactly(402, 399, 1);
        assertThat(kept(quiet)).containsExactly(900);
    }

    private void judged(String whose, int daysAgo) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                        insert into health_known (customer, known_at, health)
                        values (?, ?, jsonb_build_object('score', cast(? as int)))
                        """)) {
            insert.setString(1, whose);
            insert.setObject(2, clock.instant().minus(Duration.ofDays(daysAgo)).atOffset(ZoneOffset.UTC));
            insert.setInt(3, daysAgo);
            insert.executeUpdate();
        }
    }

    private List<Integer> kept(String whose) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select cast(health ->> 'score' as int) from health_known where customer = ? order by known_at")) {
            select.setString(1, whose);
            List<Integer> days = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    days.add(rows.getInt(1));
                }
            }
            return days;
        }
    }
}
