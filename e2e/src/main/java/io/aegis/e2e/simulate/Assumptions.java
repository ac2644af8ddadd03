package io.aegis.e2e.simulate;

import java.util.List;

/**
 * What is taken for granted of customers, colleagues and prices, because no software can know it. All of it is printed with
 * each report, and docs/simulation.md says the same.
 *
 * @param established share of the population that are customers already, with a month of use behind them
 * @param reads share of contacts that are read
 * @param reacts share of read contacts after which the customer takes the next step, whatever the playbook
 * @param approves share of held actions that the approver approves, the others are rejected; looked at during working hours
 * @param decisionMinutes of a person, for each approval or rejection
 * @param handoffMinutes for each conversation that waits for a person
 * @param ticketMinutes for each ticket
 * @param hourEuro what an hour of a person costs
 * @param turnEuro what the model costs for each turn that a customer or a playbook began; the embedded one costs nothing
 */
record Assumptions(
        double established,
        double reads,
        double reacts,
        double approves,
        double decisionMinutes,
        double handoffMinutes,
        double ticketMinutes,
        double hourEuro,
        double turnEuro) {
    static final Assumptions USUAL = new Assumptions(0.6, 0.8, 0.4, 0.8, 3, 10, 15, 45, 0.02);

    List<String> lines() {
        return List.of(
                "%.0f %% are customers already, with a plan and 28 days of use; the others arrive in the first half"
                        .formatted(established * 100),
                "without anybody's help these get over their trouble each day: %s".formatted(Trouble.alone()),
                "%.0f %% of contacts are read, and %.0f %% of those move the customer to the next step, whatever the playbook"
                        .formatted(reads * 100, reacts * 100),
                "held actions are looked at from 8 to 18 UTC on every day; %.0f %% are approved"
                        .formatted(approves * 100),
                "a decision takes %.0f minutes, a conversation handed over %.0f, a ticket %.0f; an hour costs %.0f EUR"
                        .formatted(decisionMinutes, handoffMinutes, ticketMinutes, hourEuro),
                "a turn of a paid model would cost %.2f EUR; here the embedded one answers".formatted(turnEuro));
    }
}
