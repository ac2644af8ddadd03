package io.aegis.approval.domain;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.ProposedAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What another policy would have said of actions that were decided before. Sums begin at nothing at the first of them, and
 * count what the other policy releases by itself and what people had released.
 *
 * @param forgotten whose arguments are not kept any more, since their customer was forgotten: nothing is said of these
 * @param holdsThatVanish that it would have released without asking anybody
 * @param atRisk what those would have given by themselves, added up by type and argument
 * @param rejectionsThatSlip that people rejected, or nobody approved, and it would have released
 * @param newHolds that ran without a human, and would have waited for one
 * @param newDenials that it would have denied
 */
public record Hindsight(
        String version,
        Instant from,
        Instant to,
        int actions,
        int same,
        int forgotten,
        List<Hindsight.Difference> holdsThatVanish,
        Map<String, Long> atRisk,
        List<Hindsight.Difference> rejectionsThatSlip,
        List<Hindsight.Difference> newHolds,
        List<Hindsight.Difference> newDenials) {

    /**
     * @param was what policy said, and {@code state} what became of it
     * @param rule by which it would have been otherwise
     */
    public record Difference(
            ActionId action, CustomerId customer, String type, String was, State state, String now, String rule) {}

    /** @param recorded in the order they were proposed in */
    public static Hindsight of(Policy policy, Instant from, Instant to, List<Approval.Ruled> recorded) {
        List<Difference> vanished = new ArrayList<>();
        List<Difference> slipped = new ArrayList<>();
        List<Difference> held = new ArrayList<>();
        List<Difference> denied = new ArrayList<>();
        Map<String, Long> atRisk = new TreeMap<>();
        Tally tally = new Tally();
        int same = 0;
        int forgotten = 0;
        for (Approval.Ruled approval : recorded) {
            ProposedAction action = approval.action();
            if (!action.intact() && !approval.ruling().rule().equals(Policy.INTACT)) {
                forgotten++;
                continue;
            }
            Instant at = approval.proposed().at();
            Ruling now = policy.rule(
                    action,
                    new Circumstances(
                            at,
                            approval.proposed().basis(),
                            (sum, zone) -> tally.sum(action, sum, sum.period().since(at, zone))));
            String was = approval.ruling().verdict();
            Difference difference = new Difference(
                    action.id(), action.customer(), action.type(), was, approval.state(), now.verdict(), now.rule());
            if (was.equals(now.verdict())) {
                same++;
            } else {
                switch (now) {
                    case Ruling.Hold hold -> held.add(difference);
                    case Ruling.Deny deny -> denied.add(difference);
                    case Ruling.Release release -> {
                        if (approval.ruling() instanceof Ruling.Hold) {
                            vanished.add(difference);
                            numbers(action)
                                    .forEach((name, value) ->
                                            atRisk.merge(action.type() + "." + name, value, Long::sum));
                        }
                        if (!(approval instanceof Approval.Released) && !(approval instanceof Approval.Held)) {
                            slipped.add(difference);
                        }
                    }
                }
            }
            if (now instanceof Ruling.Release || now instanceof Ruling.Hold && approval instanceof Approval.Released) {
                tally.add(action, at);
            }
        }
        return new Hindsight(
                policy.version(), from, to, recorded.size(), same, forgotten, vanished, atRisk, slipped, held, denied);
    }

    private static Map<String, Long> numbers(ProposedAction action) {
        Map<String, Long> numbers = new HashMap<>();
        action.arguments().fields().forEachRemaining(field -> {
            if (field.getValue().isIntegralNumber()) {
                numbers.put(field.getKey(), field.getValue().longValue());
            }
        });
        return numbers;
    }

    /** What was released so far, in memory. */
    private static final class Tally {
        private final List<Entry> entries = new ArrayList<>();

        private record Entry(ProposedAction action, Instant at) {}

        void add(ProposedAction action, Instant at) {
            entries.add(new Entry(action, at));
        }

        long sum(ProposedAction action, Sum sum, Instant since) {
            return entries.stream()
                    .filter(entry -> entry.action.type().equals(action.type()) && !entry.at.isBefore(since))
                    .filter(entry -> switch (sum.scope()) {
                        case CUSTOMER -> entry.action.customer().equals(action.customer());
                        case AGENT -> entry.action.proposer() == action.proposer();
                    })
                    .mapToLong(entry -> sum.measure().equals(Sum.COUNT)
                            ? 1
                            : numbers(entry.action).getOrDefault(sum.measure(), 0L))
                    .sum();
        }
    }
}
