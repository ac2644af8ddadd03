package io.aegis.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas over one database. */
class LanesTest {
    private static final Duration LEASE = Duration.ofMillis(600);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Database database;
    private Lanes one;
    private Lanes other;

    @BeforeEach
    void migrate() throws SQLException {
        database = FreshDatabase.of("aegis_lanes", "V1.0__messaging.sql");
        one = new Lanes(database, new Replica("one", LEASE));
        other = new Lanes(database, new Replica("other", LEASE));
    }

    @Test
    void aloneAReplicaOwnsAll() {
        one.renew(Set.of());
        assertThat(one.owned()).hasSize(Lane.COUNT);
        other.renew(Set.of());
        assertThat(other.owned()).isEmpty();
    }

    @Test
    void twoShareEvenlyAndNeverBothOwnALane() {
        shared();
        assertThat(all())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, Lane.COUNT)
                        .mapToObj(lane -> (short) lane)
                        .toList());
    }

    @Test
    void aLaneIsNotGivenAwayWhileItsCustomerIsInWork() {
        one.renew(Set.of());
        Set<String> busy = Set.of("in-work");
        await().atMost(LIMIT).untilAsserted(() -> {
            other.renew(Set.of());
            one.renew(busy);
            assertThat(other.owned()).hasSize(Lane.COUNT / 2);
            assertThat(one.owned()).contains(Lane.of(new CustomerId("in-work")));
        });
    }

    @Test
    void theLanesOfASilentReplicaAreTakenOverAfterItsLease() {
        shared();
        await().atMost(LIMIT).untilAsserted(() -> {
            one.renew(Set.of());
            assertThat(one.owned()).hasSize(Lane.COUNT);
        });
    }

    @Test
    void aStoppedReplicaGivesItsLanesBackAtOnce() {
        shared();
        other.release();
        assertThat(database.query("select count(*) from lane where owner = 'other'", row -> row.getInt(1)))
                .containsExactly(0);
        assertThat(other.owned()).isEmpty();
    }

    @Test
    void aRestartedReplicaTakesItsOwnLanesBack() {
        one.renew(Set.of());
        Lanes again = new Lanes(database, new Replica("one", LEASE));
        again.renew(Set.of());
        assertThat(again.owned()).hasSize(Lane.COUNT);
    }

    private void shared() {
        await().atMost(LIMIT).untilAsserted(() -> {
            one.renew(Set.of());
            other.renew(Set.of());
            assertThat(all()).doesNotHaveDuplicates();
            assertThat(one.owned()).hasSize(Lane.COUNT / 2);
            assertThat(other.owned()).hasSize(Lane.COUNT / 2);
        });
    }

    private Stream<Short> all() {
        return Stream.of(one.owned(), other.owned()).flatMap(Arrays::stream);
    }
}
