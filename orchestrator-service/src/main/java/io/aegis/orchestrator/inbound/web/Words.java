package io.aegis.orchestrator.inbound.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.Stage;
import io.aegis.orchestrator.domain.Handoff;
import io.aegis.orchestrator.domain.User;
import io.quarkus.qute.TemplateExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Values in the words of the pages; templates call these on the values. */
@TemplateExtension
final class Words {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM, HH:mm 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private Words() {}

    static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ').replace("api", "API");
    }

    static String holder(Handoff handoff, User reader) {
        return switch (handoff) {
            case Handoff.Awaited awaited -> "Nobody yet";
            case Handoff.Taken taken when taken.by().equals(reader.name()) -> "With you";
            case Handoff.Taken taken -> "With " + taken.by();
        };
    }

    /** A role, or what was done, as it stands in a view. */
    static String plain(String name) {
        return name.replace('-', ' ').replace('_', ' ');
    }

    /** In one line: "percent 25, months 3". */
    static String line(ObjectNode arguments) {
        return arguments.properties().stream()
                .map(argument -> argument.getKey() + " " + argument.getValue().asText())
                .collect(Collectors.joining(", "));
    }

    /** Why a person is wanted, by the reason's name. */
    static String why(String reason) {
        return switch (Handoff.Reason.find(reason).orElseThrow()) {
            case ASKED_FOR -> "asked for a person";
            case COMPLAINT -> "complaint";
            case UNHELPFUL -> "a reply did not help";
            case STUCK -> "Aegis is stuck";
            case PERSONAL -> "better said in person";
        };
    }

    /** For the attribute class. */
    static String css(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** For an element's id that htmx looks for: it takes a dot in it for a class. */
    static String anchor(ActionId action) {
        return action.value().replaceAll("[^A-Za-z0-9-]", "_");
    }

    /** In UTC; the browser puts its own time zone in its place. */
    static String shown(Instant time) {
        return TIME.format(time);
    }

    static String left(Instant deadline, Instant now) {
        Duration left = Duration.between(now, deadline);
        if (left.isNegative()) {
            return "over";
        }
        if (left.toDays() >= 2) {
            return "in " + left.toDays() + " days";
        }
        return left.toHours() >= 1 ? "in " + left.toHours() + " h" : "in " + (left.toMinutes() + 1) + " min";
    }

    /** All stages, in order. */
    static List<Milestone> way(Stage reached) {
        return Stream.of(Stage.values())
                .map(stage -> new Milestone(words(stage), stage.compareTo(reached) <= 0, stage == reached))
                .toList();
    }

    record Milestone(String words, boolean reached, boolean current) {}
}
