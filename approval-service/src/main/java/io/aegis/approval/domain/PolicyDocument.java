package io.aegis.approval.domain;

import io.aegis.contracts.ActionType;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/**
 * Rules that an operator puts before those of the catalogue's files.
 *
 * @param name what people call it
 * @param zone in which hours, weekdays, days and months are meant
 */
public record PolicyDocument(String name, ZoneId zone, List<PolicyDocument.Line> lines) {
    public static final PolicyDocument NONE = new PolicyDocument("packaged", ZoneOffset.UTC, List.of());

    public PolicyDocument {
        lines = List.copyOf(lines);
    }

    /** @param actions the types it is for; every one when empty */
    public record Line(Set<String> actions, ActionType.Rule rule) {
        public Line {
            actions = Set.copyOf(actions);
        }

        boolean isFor(String type) {
            return actions.isEmpty() || actions.contains(type);
        }
    }

    /** A rule makes no sense: it would silently never apply, or not mean what it says. */
    public static final class Senseless extends IllegalArgumentException {
        private final String rule;

        Senseless(String rule, String message) {
            super(message);
            this.rule = rule;
        }

        /** Its name, by which it is found in the text. */
        public String rule() {
            return rule;
        }
    }
}
