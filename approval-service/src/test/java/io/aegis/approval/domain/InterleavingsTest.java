package io.aegis.approval.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.approval.domain.Approval.Answer;
import io.aegis.approval.domain.Approval.Approver;
import io.aegis.approval.domain.Approval.Command;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Tier;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every type of action, held, under a thousand orders of what people, clocks, crashes and the network can do. The gate is
 * the real one; the executor is a model of the agents': it knows genuine releases, what it gave back and what it has done.
 */
class InterleavingsTest {
    private static final int TIMES = 1_000;
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration RELEASED_FOR = Duration.ofMinutes(10);
    private static final ActionCatalogue CATALOGUE = ActionCatalogue.packaged();
    private static final Policy HOLD_ALL = new Policy(
            CATALOGUE,
            new PolicyDocument(
                    "hold all",
                    ZoneOffset.UTC,
                    List.of(new PolicyDocument.Line(
                            Set.of(),
                            new ActionType.Rule(
                                    "all",
                                    ActionType.Verdict.HOLD,
                                    null,
                                    "A person looks.",
                                    Duration.ofHours(1),
                                    new ActionType.Approvers(null, 2, List.of("admin")))))));

    static List<ActionType> types() {
        return CATALOGUE.all();
    }

    @ParameterizedTest
    @MethodSource("types")
    void what_is_held_never_executes_without_exactly_its_release(ActionType type) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int executed = 0;
        for (int i = 0; i < TIMES; i++) {
            World world = new World(type, random);
            for (int step = 0; step < 30; step++) {
                world.step();
                world.check("seed %d, type %s, world %d, step %d".formatted(seed, type.type(), i, step));
            }
            executed += world.done.size();
        }
        assertThat(executed)
                .as("seed %d: it is no test when nothing ever runs", seed)
                .isPositive();
    }

    /** What the gate told the executor. */
    private record Release(int number, ObjectNode arguments, Instant expires) {}

    private static final class World {
        private final Random random;
        private final ProposedAction action;
        private final List<Release> genuine = new ArrayList<>();
        private final List<Integer> givenBackOnItsWay = new ArrayList<>();
        private final List<Release> done = new ArrayList<>();
        private final Set<String> words = new HashSet<>();
        private Instant at = NOW;
        private Approval.Ruled gate;
        private boolean stopped;
        private boolean sent;
        private boolean settled;
        private int givenBack;

        World(ActionType type, Random random) {
            this.random = random;
            this.action = Proposals.of("a1", "c1", type.type(), arguments(type).toString(), Tier.PRO);
            this.gate = new Approval.Proposed(action, "correlation", NOW, Basis.NOTHING.or(action))
                    .under(HOLD_ALL.rule(action, Circumstances.at(NOW)));
            assertThat(gate).isInstanceOf(Approval.Held.class);
        }

        void step() {
            at = at.plus(Duration.ofSeconds(random.nextInt(400)));
            switch (random.nextInt(11)) {
                case 0, 1, 2 -> approve();
                case 3 -> {
                    if (random.nextInt(4) == 0) {
                        decide(new Command.Reject(somebody(), "no", at));
                    }
                }
                case 4 -> {
                    if (random.nextInt(6) == 0) {
                        decide(new Command.Withdraw("requester", "never mind", at));
                    }
                }
                case 5 -> decide(new Command.Expire(at));
                case 6 -> stopped = random.nextInt(3) == 0;
                case 7, 8 -> deliver(false);
                case 9 -> deliver(true);
                default -> {
                    if (!givenBackOnItsWay.isEmpty()) {
                        int number = givenBackOnItsWay.get(random.nextInt(givenBackOnItsWay.size()));
                        decide(new Command.GiveBack(number, HOLD_ALL.hold("stopped", "Stopped.", at), at));
                    }
                }
            }
        }

        private void approve() {
            Approver by = somebody();
            ProposedAction wanted = gate.effective();
            Answer answer = decide(new Command.Approve(
                    by,
                    "fine",
                    at,
                    wanted,
                    HOLD_ALL.rule(wanted, Circumstances.at(at)),
                    Basis.NOTHING,
                    List.of(),
                    stopped));
            if (answer instanceof Answer.Kept || answer instanceof Answer.Changed) {
                words.add(by.name());
            }
        }

        private Answer decide(Command command) {
            Answer answer = gate.decide(command);
            switch (answer) {
                case Answer.Changed changed -> {
                    gate = changed.next();
                    if (gate instanceof Approval.Released released) {
                        genuine.add(new Release(
                                released.number(), released.effective().arguments(), at.plus(RELEASED_FOR)));
                    }
                }
                case Answer.Kept kept -> {
                    gate = kept.next();
                    if (kept.act() == Approval.Act.GIVEN_BACK) {
                        words.clear();
                    }
                }
                case Answer.Outdated outdated -> gate = outdated.next();
                case Answer.Unchanged unchanged -> {}
                case Answer.Refused refused -> {}
            }
            return answer;
        }

        /** Any release that was ever on the wire, as often as it likes, or one that nobody signed. */
        private void deliver(boolean crash) {
            @Nullable
            Release release =
                    genuine.isEmpty() || random.nextInt(5) == 0 ? null : genuine.get(random.nextInt(genuine.size()));
            if (release == null || settled || release.number <= givenBack) {
                return;
            }
            if (stopped && !sent) {
                givenBack = release.number;
                givenBackOnItsWay.add(release.number);
                return;
            }
            if (sent && !done.isEmpty()) {
                settled = true; // found by its id, not done again
                return;
            }
            sent = true;
            if (at.isAfter(release.expires)) {
                settled = true; // told as not done
                return;
            }
            done.add(release);
            settled = !crash;
        }

        void check(String where) {
            assertThat(done).as(where).hasSizeLessThanOrEqualTo(1);
            for (Release release : done) {
                assertThat(genuine).as(where).contains(release);
                assertThat(release.number).as(where).isGreaterThan(givenBack);
                assertThat(gate.state()).as(where).isEqualTo(State.RELEASED);
                assertThat(release.arguments)
                        .as(where)
                        .isEqualTo(gate.effective().arguments());
                assertThat(words).as(where).hasSizeGreaterThanOrEqualTo(2).doesNotContain("requester");
            }
        }

        private Approver somebody() {
            String name = List.of("requester", "ada", "bo", "eve", "root").get(random.nextInt(5));
            return new Approver(
                    name,
                    switch (name) {
                        case "eve" -> Set.of("success-manager");
                        case "root" -> Set.of("admin", "approver");
                        default -> Set.of("approver");
                    });
        }

        private ObjectNode arguments(ActionType type) {
            ObjectNode arguments = Json.object();
            type.arguments().forEach((name, argument) -> {
                if (argument.kind() == ActionType.Kind.INTEGER) {
                    int low = argument.minimum() == null ? 0 : argument.minimum();
                    int high = argument.maximum() == null ? 100 : argument.maximum();
                    arguments.put(name, low + random.nextInt(high - low + 1));
                } else if (argument.oneOf() != null) {
                    arguments.put(
                            name,
                            argument.oneOf().get(random.nextInt(argument.oneOf().size())));
                } else {
                    arguments.put(name, "{}");
                }
            });
            return arguments;
        }
    }
}
