package io.aegis.query.skill;

import io.aegis.agent.domain.Ask;
import io.aegis.agent.domain.JournalEntry.ToolRead;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.Situation;
import io.aegis.agent.domain.Tools;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Environment;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Stage;
import io.aegis.contracts.TicketId;
import io.aegis.contracts.Tier;
import io.aegis.contracts.TurnId;
import io.aegis.contracts.UsageSummary;
import io.aegis.query.application.DocumentationTool;
import io.aegis.query.application.DocumentationTool.Found;
import io.aegis.query.domain.Passage;
import java.time.Instant;
import java.util.List;

/** Situations of a skill: what was asked, and what was read since. */
record Given(Run run) {
    static final CustomerId CUSTOMER = new CustomerId("acme");
    static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

    static Given asked(Intent intent, String text) {
        return new Given(Run.start(new Ask(
                new TurnId("t-1"),
                new ConversationId("c-1"),
                CUSTOMER,
                intent,
                text,
                List.of(),
                List.of(),
                "jane",
                null)));
    }

    Given profile(CustomerSnapshot customer) {
        return new Given(run.with(new ToolRead(Tools.PROFILE, "your profile", Json.tree(customer))));
    }

    Given calls(UsageSummary usage) {
        return new Given(run.with(new ToolRead(Tools.USAGE, "your API calls", Json.tree(usage))));
    }

    Given found(Passage... passages) {
        return new Given(run.with(
                new ToolRead(DocumentationTool.NAME, "the documentation", Json.tree(new Found(List.of(passages))))));
    }

    Situation situation() {
        return new Situation(run);
    }

    static CustomerSnapshot onTrial() {
        return new CustomerSnapshot(
                CUSTOMER,
                7,
                "Jane",
                "jane@example.com",
                Stage.FIRST_API_CALL,
                Tier.TRIAL,
                null,
                Instant.parse("2026-03-15T09:00:00Z"),
                List.of(
                        new CustomerSnapshot.Key(new KeyId("key-old"), Environment.TEST, "0ld1", NOW),
                        new CustomerSnapshot.Key(new KeyId("key-t-1"), Environment.TEST, "ab12", NOW),
                        new CustomerSnapshot.Key(new KeyId("key-live"), Environment.PRODUCTION, "l1ve", NOW)),
                "https://acme.sandbox.example",
                List.of("welcome"),
                new CustomerSnapshot.Discount(10, 3, NOW),
                NOW,
                List.of(new CustomerSnapshot.Ticket(
                        new TicketId("T-9"), "Invoices are wrong", "http://front/tickets/T-9", NOW)),
                new CustomerSnapshot.Health(HealthLevel.AT_RISK, 35, List.of("15 % of calls fail")),
                CustomerSnapshot.Billing.NONE,
                CustomerSnapshot.Contact.UNKNOWN);
    }

    static UsageSummary fifteenPercentFail() {
        return new UsageSummary(
                CUSTOMER,
                NOW,
                24,
                List.of(
                        new UsageSummary.Count(Environment.TEST, 200, "ab12", "/customers", 170),
                        new UsageSummary.Count(Environment.TEST, 401, "0ld1", "/customers", 30)),
                0,
                0);
    }
}
