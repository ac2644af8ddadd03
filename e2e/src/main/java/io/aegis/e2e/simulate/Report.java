package io.aegis.e2e.simulate;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a simulation. Everything but the run itself is the same for the same seed.
 *
 * @param playbooks by id
 * @param approvals how many actions were proposed, by type and state
 * @param facts what became true of customers, how often
 * @param faults why the run was not sound; empty when it was
 */
record Report(
        Setting setting,
        People people,
        Map<String, Playbook> playbooks,
        Map<String, Map<String, Long>> approvals,
        Map<String, Long> facts,
        Effort effort,
        List<String> assumptions,
        Run run,
        List<String> faults) {

    record Setting(int customers, int days, long seed) {}

    /** @param paying at the end */
    record People(long known, long paying, long cancelled, Map<String, Long> health, long turns) {}

    /**
     * @param raised contacts
     * @param reached of the contacts, measured or not
     * @param lift as the results say, in points; absent without a hold-out or before anything is measured
     */
    record Playbook(
            long raised,
            long heldOut,
            long suppressed,
            long passed,
            long waiting,
            long reached,
            long heldOutReached,
            @Nullable JsonNode lift) {}

    /** Under the assumptions. */
    record Effort(long decisions, long handoffs, long tickets, double minutes, double euro, double euroPerCustomer) {
        static Effort of(
                long decisions, long handoffs, long tickets, long turns, int customers, Assumptions assumptions) {
            double minutes = decisions * assumptions.decisionMinutes()
                    + handoffs * assumptions.handoffMinutes()
                    + tickets * assumptions.ticketMinutes();
            double euro = minutes * assumptions.hourEuro() / 60 + turns * assumptions.turnEuro();
            return new Effort(decisions, handoffs, tickets, minutes, euro, euro / customers);
        }
    }

    /** @param steps how often the time was moved on */
    record Run(double seconds, int steps, double machineLoad) {}

    @JsonProperty
    boolean sound() {
        return faults.isEmpty();
    }

    void print(PrintStream out) {
        out.println("%n%d customers, %d days, seed %d".formatted(setting.customers, setting.days, setting.seed));
        out.println("%nAssumed:".formatted());
        assumptions.forEach(line -> out.println("  " + line));
        out.println("%nAt the end: %d known, %d paying, %d cancelled; health %s; %d turns of conversations"
                .formatted(people.known, people.paying, people.cancelled, people.health, people.turns));
        out.println("%n%-24s %9s %9s %11s %8s %8s %9s %14s  %s"
                .formatted(
                        "playbook",
                        "contacts",
                        "held out",
                        "suppressed",
                        "passed",
                        "waiting",
                        "goals",
                        "goals held out",
                        "lift, 95 %"));
        playbooks.forEach((id, of) -> out.println("%-24s %9d %9d %11d %8d %8d %9d %14d  %s"
                .formatted(
                        id,
                        of.raised,
                        of.heldOut,
                        of.suppressed,
                        of.passed,
                        of.waiting,
                        of.reached,
                        of.heldOutReached,
                        interval(of.lift))));
        out.println("%nActions proposed".formatted());
        approvals.forEach((type, states) -> out.println("  %-24s %s".formatted(type, states)));
        out.println("%nWhat became true".formatted());
        facts.forEach((fact, count) -> out.println("  %-24s %d".formatted(fact, count)));
        out.println(
                "%nPeople: %d decisions, %d handoffs, %d tickets: %.0f minutes; with the model %.2f EUR, %.2f EUR a customer"
                        .formatted(
                                effort.decisions,
                                effort.handoffs,
                                effort.tickets,
                                effort.minutes,
                                effort.euro,
                                effort.euroPerCustomer));
        out.println(
                "Played in %.0f s and %d steps, load average %.1f".formatted(run.seconds, run.steps, run.machineLoad));
        faults.forEach(fault -> out.println("NOT SOUND: " + fault));
    }

    private static String interval(@Nullable JsonNode lift) {
        return lift == null || lift.isNull() || lift.isMissingNode()
                ? "-"
                : "%+.0f (%+.0f to %+.0f) points"
                        .formatted(
                                lift.path("value").asDouble() * 100,
                                lift.path("low").asDouble() * 100,
                                lift.path("high").asDouble() * 100);
    }
}
