package io.aegis.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegis.contracts.CustomerId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
class EffectsTest {
    private static final CustomerId CUSTOMER = new CustomerId("effects");

    @Inject
    Database database;

    @Inject
    Effects effects;

    @Inject
    Transactions transactions;

    @Inject
    Forgetting forgetting;

    private final Provider provider = new Provider();

    @Test
    void theFirstTimeTheCallIsMade() {
        assertThat(once("first")).isEqualTo(new Receipt("first"));
        assertThat(provider.log).containsExactly("perform first");
    }

    @Test
    void afterACrashBeforeTheCallItIsLookedUpAndMade() {
        assertThatThrownBy(() -> effects.once("before", Receipt.class, Optional::empty, Provider::crash))
                .isInstanceOf(Crash.class);
        assertThat(once("before")).isEqualTo(new Receipt("before"));
        assertThat(provider.log).containsExactly("look up before", "perform before");
    }

    @Test
    void afterACrashBehindTheCallItIsFoundAndNotMadeAgain() {
        once("behind");
        assertThat(once("behind")).isEqualTo(new Receipt("behind"));
        assertThat(provider.log).containsExactly("perform behind", "look up behind");
    }

    @Test
    void aCallThatDidNotLeaveIsNoCall() {
        assertThatThrownBy(() -> effects.once("unsent", Receipt.class, Optional::empty, Provider::away))
                .isInstanceOf(NotSent.class);
        assertThat(once("unsent")).isEqualTo(new Receipt("unsent"));
        assertThat(provider.log).containsExactly("perform unsent");
    }

    @Test
    void onceSettledTheRecordAnswers() {
        Receipt receipt = once("settled");
        transactions.run(CUSTOMER, Cause.first("c"), unit -> effects.settle("settled", CUSTOMER, receipt));
        assertThat(once("settled")).isEqualTo(receipt);
        assertThat(provider.log).containsExactly("perform settled");
    }

    @Test
    void whatCameOfItIsForgottenAndItIsNotMadeAgain() {
        Receipt receipt = once("forgotten");
        transactions.run(CUSTOMER, Cause.first("c"), unit -> effects.settle("forgotten", CUSTOMER, receipt));

        effects.forget(CUSTOMER, Instant.now().plusSeconds(60));

        assertThat(database.query("select result from effect where id = 'forgotten'", row -> row.getString(1) == null))
                .containsExactly(true);
        assertThatThrownBy(() -> once("forgotten")).isInstanceOf(IllegalStateException.class);
        assertThat(provider.log).containsExactly("perform forgotten");
    }

    @Test
    void whatIsSettledIsKnownWithinItsTransaction() {
        transactions.run(CUSTOMER, Cause.first("c"), unit -> {
            assertThat(effects.begun("within")).isFalse();
            assertThat(effects.settle("within", CUSTOMER, new Receipt("within")))
                    .isTrue();
            assertThat(effects.begun("within")).isTrue();
            assertThat(effects.settle("within", CUSTOMER, new Receipt("again"))).isFalse();
        });
        assertThat(once("within")).isEqualTo(new Receipt("within"));
    }

    /** As a replica would that believes in a lock it has lost: its consequences do not happen beside the other's. */
    @Test
    void whoIsOvertakenByAnotherSettlesNothing() {
        assertThatThrownBy(() -> transactions.run(CUSTOMER, Cause.first("c"), unit -> {
                    assertThat(effects.settle("raced", CUSTOMER, new Receipt("late")))
                            .isTrue();
                    unit.schedule("raced", Instant.now().plusSeconds(3600), new ForgetDue(CUSTOMER, Instant.now()));
                    QuarkusTransaction.requiringNew()
                            .run(() -> effects.settle("raced", CUSTOMER, new Receipt("first")));
                }))
                .isInstanceOf(RuntimeException.class);

        assertThat(once("raced")).isEqualTo(new Receipt("first"));
        assertThat(database.query("select 1 from timer where name = 'raced'", row -> true))
                .isEmpty();
    }

    @Test
    void whatIsSettledAndForgottenInOneTransactionIsForgotten() {
        CustomerId erased = new CustomerId("effects-erased");
        transactions.run(erased, Cause.first("c"), unit -> {
            effects.settle("erased", erased, new Receipt("erased"));
            forgetting.begin(unit, Instant.now());
        });

        assertThat(database.query("select result from effect where id = 'erased'", row -> row.getString(1) == null))
                .containsExactly(true);
        assertThatThrownBy(() -> once("erased")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void insideATransactionItWouldBeForgotten() {
        assertThatThrownBy(() -> transactions.run(CUSTOMER, Cause.first("c"), unit -> once("inside")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(provider.log).isEmpty();
    }

    private Receipt once(String id) {
        return effects.once(id, Receipt.class, () -> provider.lookUp(id), () -> provider.perform(id));
    }

    record Receipt(String id) {}

    /** Something outside that remembers what it did, and tells. */
    private static final class Provider {
        private final List<String> log = new ArrayList<>();
        private final List<String> done = new ArrayList<>();

        Receipt perform(String id) {
            log.add("perform " + id);
            done.add(id);
            return new Receipt(id);
        }

        Optional<Receipt> lookUp(String id) {
            log.add("look up " + id);
            return done.contains(id) ? Optional.of(new Receipt(id)) : Optional.empty();
        }

        static Receipt away() {
            throw new NotSent("the provider is away");
        }

        static Receipt crash() {
            throw new Crash();
        }
    }

    private static final class Crash extends RuntimeException {}
}
