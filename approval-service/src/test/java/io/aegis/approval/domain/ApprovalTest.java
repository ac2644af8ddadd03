package io.aegis.approval.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.approval.domain.Approval.Answer;
import io.aegis.approval.domain.Approval.Command;
import io.aegis.approval.domain.Approval.Refusal;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApprovalTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Policy POLICY = new Policy(ActionCatalogue.packaged());
    private static final ProposedAction ACTION =
            Proposals.of("a1", "c1", "key.issue", "{\"environment\":\"production\"}", Tier.PRO);
    private static final Approval.Held HELD =
            (Approval.Held) proposed(ACTION).under(POLICY.rule(ACTION, Circumstances.at(NOW)));
    private static final Instant DEADLINE = NOW.plus(Duration.ofDays(7));

    @Test
    void another_user_releases_it_until_just_before_the_deadline() {
        Instant last = DEADLINE.minusMillis(1);

        assertThat(HELD.decide(approve("ada", last)))
                .isEqualTo(new Answer.Changed(new Approval.Released(
                        HELD.proposed(), HELD.ruling(), new Approval.Closing("ada", last, "fine"), null)));
    }

    @Test
    void at_the_deadline_it_only_expires() {
        Refusal past = new Refusal.PastDeadline(DEADLINE);

        assertThat(HELD.decide(approve("ada", DEADLINE))).isEqualTo(new Answer.Refused(past));
        assertThat(HELD.decide(reject("ada", DEADLINE))).isEqualTo(new Answer.Refused(past));
        assertThat(HELD.decide(new Command.Expire(DEADLINE.minusMillis(1))))
                .isEqualTo(new Answer.Refused(new Refusal.NotYetDue(DEADLINE)));
        assertThat(next(HELD.decide(new Command.Expire(DEADLINE))).state()).isEqualTo(State.EXPIRED);
    }

    @Test
    void the_requester_may_withdraw_but_not_approve() {
        assertThat(HELD.decide(approve("requester", NOW))).isEqualTo(new Answer.Refused(new Refusal.OwnRequest()));
        assertThat(next(HELD.decide(new Command.Withdraw("requester", "no", NOW)))
                        .state())
                .isEqualTo(State.REJECTED);
    }

    @Test
    void what_policy_forbids_meanwhile_cannot_be_released() {
        Command approve = approve("ada", NOW, ACTION, POLICY.deny("new-rule", "No more keys."));

        assertThat(HELD.decide(approve)).isEqualTo(new Answer.Refused(new Refusal.ForbiddenByNow("No more keys.")));
    }

    @Test
    void a_decision_stands_and_its_repetition_by_the_same_user_too() {
        Approval.Closed released = next(HELD.decide(approve("ada", NOW)));
        Instant later = NOW.plusSeconds(60);
        Answer decided = new Answer.Refused(new Refusal.AlreadyDecided(State.RELEASED, "ada", NOW));

        assertThat(released.decide(approve("ada", later))).isEqualTo(new Answer.Unchanged(released));
        assertThat(released.decide(approve("bo", later))).isEqualTo(decided);
        assertThat(released.decide(reject("ada", later))).isEqualTo(decided);
        assertThat(released.decide(new Command.Expire(DEADLINE))).isEqualTo(decided);
    }

    /** Types, bounds, rules, users, times and orders by chance: the catalogue of tomorrow is under the same law. */
    @ParameterizedTest
    @ValueSource(longs = {1, 20_260_301})
    void held_means_held(long seed) {
        Random random = new Random(seed);
        Set<State> ends = EnumSet.noneOf(State.class);
        int held = 0;
        while (held < 1_000) {
            ActionType type = type(random);
            Policy policy = new Policy(ActionCatalogue.of(List.of(type)));
            ProposedAction action = Proposals.of(
                    "a" + held, "c1", type.type(), arguments(type, random).toString(), tier(random));
            Approval.Ruled state = proposed(action).under(policy.rule(action, Circumstances.at(NOW)));
            if (state instanceof Approval.Held hold) {
                held++;
                ends.add(interleave(hold, policy, random));
            }
        }
        assertThat(ends).containsExactlyInAnyOrder(State.HELD, State.RELEASED, State.REJECTED, State.EXPIRED);
    }

    private static State interleave(Approval.Held held, Policy policy, Random random) {
        Instant deadline = held.ruling().deadline();
        long span = Duration.between(NOW, deadline).toMillis();
        List<Command> commands = new ArrayList<>();
        for (int i = random.nextInt(8); i >= 0; i--) {
            Instant at = NOW.plusMillis(random.nextLong(span * 5 / 4));
            String by = List.of("requester", "ada", "bo").get(random.nextInt(3));
            Command command =
                    switch (random.nextInt(3)) {
                        case 0 -> approve(by, at, held.action(), policy.rule(held.action(), Circumstances.at(at)));
                        case 1 -> reject(by, at);
                        default -> new Command.Expire(at);
                    };
            for (int copies = 1 + random.nextInt(2); copies > 0; copies--) {
                commands.add(random.nextInt(commands.size() + 1), command);
            }
        }
        Approval.Ruled state = held;
        Command winner = null;
        for (Command command : commands) {
            Approval.Ruled before = state;
            if (state.decide(command) instanceof Answer.Changed changed) {
                assertThat(before).as("only what is held changes").isInstanceOf(Approval.Held.class);
                state = changed.next();
                winner = command;
            }
            assertThat(state.action()).isEqualTo(held.action());
        }
        if (state instanceof Approval.Released) {
            assertThat(winner).isInstanceOfSatisfying(Command.Approve.class, approve -> {
                assertThat(approve.by().name()).isNotEqualTo("requester");
                assertThat(approve.at()).isBefore(deadline);
            });
        }
        return state.state();
    }

    private static ActionType type(Random random) {
        Map<String, ActionType.Argument> arguments = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            arguments.put(
                    "argument" + i,
                    random.nextBoolean()
                            ? new ActionType.Argument(ActionType.Kind.INTEGER, "A number.", 1, 100, null, null)
                            : new ActionType.Argument(
                                    ActionType.Kind.STRING, "A word.", null, null, List.of("x", "y"), null));
        }
        List<ActionType.Rule> rules = Stream.generate(() -> rule(arguments, random))
                .limit(random.nextInt(4))
                .toList();
        return new ActionType(
                "made.up" + random.nextInt(99), AgentName.QUERY, "Made up", "By chance.", arguments, rules);
    }

    private static ActionType.Rule rule(Map<String, ActionType.Argument> arguments, Random random) {
        Map<String, ActionType.Condition> when = new LinkedHashMap<>();
        arguments.forEach((name, argument) -> {
            if (random.nextBoolean()) {
                when.put(
                        name,
                        argument.kind() == ActionType.Kind.INTEGER
                                ? new ActionType.Condition(random.nextInt(100), null, null)
                                : new ActionType.Condition(null, null, List.of("x")));
            }
        });
        ActionType.Verdict verdict = ActionType.Verdict.values()[random.nextInt(3)];
        return new ActionType.Rule(
                "by-chance",
                verdict,
                when,
                "Because.",
                verdict == ActionType.Verdict.HOLD && random.nextBoolean()
                        ? Duration.ofMinutes(1 + random.nextInt(10_000))
                        : null);
    }

    private static ObjectNode arguments(ActionType type, Random random) {
        ObjectNode arguments = Json.object();
        type.arguments().forEach((name, argument) -> {
            if (argument.kind() == ActionType.Kind.INTEGER) {
                arguments.put(name, 1 + random.nextInt(100));
            } else {
                arguments.put(name, random.nextBoolean() ? "x" : "y");
            }
        });
        return arguments;
    }

    private static Tier tier(Random random) {
        return Tier.values()[random.nextInt(Tier.values().length)];
    }

    private static Approval.Proposed proposed(ProposedAction action) {
        return new Approval.Proposed(action, "correlation", NOW, Basis.NOTHING.or(action));
    }

    private static Command approve(String by, Instant at) {
        return approve(by, at, ACTION, POLICY.rule(ACTION, Circumstances.at(at)));
    }

    private static Command approve(String by, Instant at, ProposedAction arguments, Ruling standing) {
        return new Command.Approve(approver(by), "fine", at, arguments, standing, Basis.NOTHING, List.of(), false);
    }

    private static Command reject(String by, Instant at) {
        return new Command.Reject(approver(by), "no", at);
    }

    private static Approval.Approver approver(String name) {
        return new Approval.Approver(name, Set.of("approver"));
    }

    private static Approval.Closed next(Answer answer) {
        return ((Answer.Changed) answer).next();
    }
}
