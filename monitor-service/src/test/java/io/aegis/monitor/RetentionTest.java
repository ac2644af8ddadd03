package io.aegis.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.local.testing.LocalPlatform;
import io.aegis.monitor.application.Retention;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What was told long ago is forgotten, a few rows at a time. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class RetentionTest {
    @Inject
    Retention retention;

    @Inject
    TestClock clock;

    @Inject
    DataSource dataSource;

    private final String customer = "customer-" + UUID.randomUUID();

    @Test
    void only_what_is_too_old_goes_and_no_more_at_once_than_was_asked_for() throws SQLException {
        for (int days : List.of(402, 401, 403, 399, 1)) {
            told(days);
        }

        assertThat(retention.forgetOld(2)).isTrue();
        assertThat(kept()).containsExactly("401", "399", "1");
        assertThat(retention.forgetOld(2)).isFalse();
        assertThat(kept()).containsExactly("399", "1");
    }

    private void told(int daysAgo) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                        insert into history (customer, told_at, snapshot, happenings)
                        values (?, ?, jsonb_build_object('days', cast(? as int)), '[]')
                        """)) {
            insert.setString(1, customer);
            insert.setObject(2, clock.instant().minus(Duration.ofDays(daysAgo)).atOffset(ZoneOffset.UTC));
            insert.setInt(3, daysAgo);
            insert.executeUpdate();
        }
    }

    private List<String> kept() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select snapshot ->> 'days' from history where customer = ? order by told_at")) {
            select.setString(1, customer);
            List<String> days = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    days.add(rows.getString(1));
                }
            }
            return days;
        }
    }
}
