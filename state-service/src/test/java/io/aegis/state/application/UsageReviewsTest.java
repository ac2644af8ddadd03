package io.aegis.state.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.CustomerId;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.messaging.Transactions;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class UsageReviewsTest {
    private final AskedNews news = new AskedNews();
    private final UsageReviews reviews;

    UsageReviewsTest(Chronicle chronicle, Transactions transactions) {
        reviews = new UsageReviews(news, chronicle, transactions);
    }

    /** Else a round would not end while usage comes without end, and reviewing would take as much as counting. */
    @Test
    void what_became_news_during_a_round_is_left_to_the_next_one() {
        reviews.next(Duration.ZERO);
        reviews.next(Duration.ofSeconds(7));

        assertThat(news.ages).containsExactly(Duration.ofMillis(300), Duration.ofSeconds(7));
    }

    /** None, and how old it had to be. */
    private static final class AskedNews implements UsageNews {
        private final List<Duration> ages = new ArrayList<>();

        @Override
        public List<Item> take(int most, Duration settled, Duration lease) {
            ages.add(settled);
            return List.of();
        }

        @Override
        public List<Item> of(Collection<CustomerId> customers) {
            return List.of();
        }

        @Override
        public void concluded(List<Item> items) {}
    }
}
