package io.aegis.query.skill;

import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.Situation;
import io.aegis.agent.domain.Skill;
import io.aegis.agent.domain.ToolCall;
import io.aegis.agent.domain.Tools;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.CustomerSnapshot.Health;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Stage;
import io.aegis.contracts.UsageSummary;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells what is known of the customer, and nothing that is not. */
@ApplicationScoped
class TellAccount implements Skill {
    @Override
    public Set<Intent> intents() {
        return Set.of(Intent.ACCOUNT_STATUS);
    }

    @Override
    public ModelAnswer next(Situation situation) {
        Optional<CustomerSnapshot> profile = situation.profile();
        Optional<UsageSummary> usage = situation.usage();
        if (profile.isEmpty() || usage.isEmpty()) {
            return ModelAnswer.CallTools.of(ToolCall.of(Tools.PROFILE), ToolCall.of(Tools.USAGE));
        }
        if (profile.get().version() == 0) {
            return ModelAnswer.Say.of(
                    "I know nothing about you yet: no trial, no keys, no calls. Ask me to get you started and I set you up.");
        }
        return ModelAnswer.Say.of("This is what I know about you:\n\n"
                + lines(profile.get(), usage.get()).stream()
                        .map(line -> "- " + line)
                        .collect(Collectors.joining("\n")));
    }

    private static List<String> lines(CustomerSnapshot customer, UsageSummary usage) {
        List<String> lines = new ArrayList<>();
        lines.add("**Stage:** " + stage(customer.stage()));
        lines.add("**Plan:** " + plan(customer));
        if (customer.trialEndsAt() != null) {
            lines.add("**Trial:** " + trial(customer.trialEndsAt(), usage.until()));
        }
        if (customer.discount() != null) {
            lines.add("**Discount:** %d %% for %d months, since %s"
                    .formatted(
                            customer.discount().percent(),
                            customer.discount().months(),
                            date(customer.discount().since())));
        }
        lines.add("**Keys:** " + keys(customer));
        if (customer.sandboxUrl() != null) {
            lines.add("**Sandbox:** " + customer.sandboxUrl());
        }
        lines.add("**API calls, last %d hours:** ".formatted(usage.hours()) + calls(usage));
        if (!customer.tickets().isEmpty()) {
            lines.add("**Tickets:** "
                    + customer.tickets().stream()
                            .map(ticket -> "[%s](%s) %s".formatted(ticket.ticket(), ticket.url(), ticket.subject()))
                            .collect(Collectors.joining("; ")));
        }
        lines.add("**Health:** " + health(customer.health()));
        return lines;
    }

    private static String stage(Stage stage) {
        return switch (stage) {
            case NEW -> "new";
            case TRIAL_CREATED -> "trial created, no key yet";
            case API_KEYS_GENERATED -> "keys issued, no API call yet";
            case FIRST_API_CALL -> "first API call made";
            case INTEGRATION_VALIDATED -> "integration works in the sandbox";
            case PRODUCTION_READY -> "ready for production";
        };
    }

    private static String plan(CustomerSnapshot customer) {
        String tier = customer.tier().wireName();
        return customer.plan() == null ? tier : tier + " (" + customer.plan() + ")";
    }

    private static String trial(Instant ends, Instant now) {
        long days = ChronoUnit.DAYS.between(date(now), date(ends));
        if (!ends.isAfter(now)) {
            return "ended on " + date(ends);
        }
        return "until %s, %s"
                .formatted(date(ends), days == 0 ? "today" : days == 1 ? "1 day left" : days + " days left");
    }

    private static String keys(CustomerSnapshot customer) {
        return customer.keys().isEmpty()
                ? "none"
                : customer.keys().stream()
                        .map(key -> "%s key ending in %s, since %s"
                                .formatted(key.environment().wireName(), key.hint(), date(key.issuedAt())))
                        .collect(Collectors.joining("; "));
    }

    private static String calls(UsageSummary usage) {
        long calls = usage.calls();
        return calls == 0
                ? "none"
                : "%d, of which %d failed (%d %%)"
                        .formatted(calls, usage.errors(), Math.round(100.0 * usage.errors() / calls));
    }

    private static String health(Health health) {
        String level = health.level() == HealthLevel.NEW
                ? "too new to tell"
                : health.level().wireName().replace('_', ' ') + ", " + health.score() + " of 100";
        return health.reasons().isEmpty() ? level : level + ": " + String.join("; ", health.reasons());
    }

    private static LocalDate date(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
