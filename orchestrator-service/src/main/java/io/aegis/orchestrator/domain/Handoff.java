package io.aegis.orchestrator.domain;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Thumbs;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A conversation that agents alone do not see to: it waits for a person, or a person has it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Handoff.Awaited.class, name = "awaited"),
    @JsonSubTypes.Type(value = Handoff.Taken.class, name = "taken"),
})
public sealed interface Handoff {
    Reason reason();

    Instant since();

    /** Agents go on until somebody comes. */
    record Awaited(Reason reason, Instant since) implements Handoff {}

    /**
     * Agents are silent.
     *
     * @param role in which the person acts: what the customer is shown in place of the name
     */
    record Taken(String by, String role, Reason reason, Instant since) implements Handoff {}

    enum Reason {
        /** The customer asked for a person, or took the offer of one. */
        ASKED_FOR,
        COMPLAINT,
        /** A reply was judged unhelpful. */
        UNHELPFUL,
        /** A person sees that the agent does not get it right. */
        STUCK,
        /** A person wants to say it in person. */
        PERSONAL;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Reason> find(String wireName) {
            return Stream.of(values())
                    .filter(reason -> reason.wireName().equals(wireName))
                    .findFirst();
        }

        /** An action that brings a person. */
        private static final String TICKET = "ticket.open";

        /** Why a turn of this origin leaves somebody waiting for a person, when it does. */
        static Optional<Reason> of(Origin origin) {
            return switch (origin) {
                case Origin.Message(var understood) when understood.intent() == Intent.HUMAN -> Optional.of(ASKED_FOR);
                case Origin.Message(var understood)
                when understood.intent() == Intent.COMPLAINT -> Optional.of(COMPLAINT);
                case Origin.Judged(var about, var thumbs) when thumbs == Thumbs.DOWN -> Optional.of(UNHELPFUL);
                case Origin.Message message -> Optional.empty();
                case Origin.Judged judged -> Optional.empty();
                case Origin.OfferAccepted accepted when accepted.type().equals(TICKET) -> Optional.of(ASKED_FOR);
                case Origin.OfferAccepted accepted -> Optional.empty();
                case Origin.Proposed proposed -> Optional.empty();
                case Origin.Sent sent -> Optional.empty();
                case Origin.Person person -> Optional.empty();
            };
        }
    }
}
