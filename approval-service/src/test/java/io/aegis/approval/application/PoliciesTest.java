package io.aegis.approval.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.approval.domain.PolicyDocument;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.Stopped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PoliciesTest {
    private static final Stopped EVERYTHING = new Stopped(1, true, Set.of(), Set.of());

    /** Somebody stops everything while another decision reads what is in force. */
    private static final class Stopping implements PolicyRepository {
        private Stopped stopped = Stopped.NOTHING;
        private Runnable meanwhile = () -> {};

        @Override
        public InForce inForce() {
            InForce read = new InForce(null, null, stopped);
            meanwhile.run();
            return read;
        }

        @Override
        public Optional<Stored> find(String version) {
            return Optional.empty();
        }

        @Override
        public List<Stored> all() {
            return List.of();
        }

        @Override
        public void add(Stored policy) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void put(InForce next) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class NoYaml implements PolicyReader {
        @Override
        public PolicyDocument read(String text) {
            throw new Invalid(1, text);
        }

        @Override
        public int line(String text, String rule) {
            return 1;
        }
    }

    @Test
    @SuppressWarnings("NullAway") // no operation is carried out
    void what_was_read_before_a_change_is_not_believed_after_it() {
        Stopping repository = new Stopping();
        Policies policies = new Policies(
                ActionCatalogue.packaged(), repository, new NoYaml(), new Operations(null, null, Clock.systemUTC()));
        repository.meanwhile = () -> {
            repository.stopped = EVERYTHING;
            repository.meanwhile = () -> {};
            policies.forget();
        };

        assertThat(policies.inForce().stopped()).isEqualTo(Stopped.NOTHING);
        assertThat(policies.inForce().stopped()).isEqualTo(EVERYTHING);
    }
}
