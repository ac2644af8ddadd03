package io.aegis.orchestrator.domain;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Step;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.TurnId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something that an agent sees to: Working, then Waiting any number of times, then Finished. It is Cancelled when somebody says
 * so before it is Finished. A message is Queued while the one before it is in work, and then in work itself, or Joined with
 * others that were queued. While a person has the conversation, a message is ForPerson from the beginning.
 */
public sealed interface Turn {
    Beginning beginning();

    /** All steps so far, in order. */
    List<Told> steps();

    /** The agent got further. Late word about a finished turn changes nothing. */
    Turn progressed(List<Step> steps, long revision);

    /**
     * The agent replied, for the last time when {@code last}. Offers of earlier replies stay. Once it was cancelled a reply is
     * no reply any more; what was done still is.
     */
    Turn replied(List<Step> steps, List<Offer> offers, boolean last, long revision);

    /** Ends it here, unless it has ended. */
    Stop cancel(Cancellation cancellation);

    /** What was wanted, when it was said in words. */
    default Optional<Intent> intent() {
        return beginning().origin() instanceof Origin.Message(Understood understood)
                ? Optional.of(understood.intent())
                : Optional.empty();
    }

    default TurnId id() {
        return beginning().id();
    }

    /**
     * Feedback shows as a turn only when it was bad and something was said to it; what a person writes is a line and no turn.
     */
    default boolean visible() {
        return switch (beginning().origin()) {
            case Origin.Message message -> true;
            case Origin.OfferAccepted accepted -> true;
            case Origin.Proposed proposed -> true;
            case Origin.Sent sent -> true;
            case Origin.Judged judged -> judged.thumbs() == Thumbs.DOWN && this instanceof Replied;
            case Origin.Person person -> false;
        };
    }

    /**
     * What never changes about a turn.
     *
     * @param revision the conversation's revision that began it: the order of turns
     */
    record Beginning(TurnId id, ConversationId conversation, Origin origin, long revision, Instant at) {}

    /**
     * Who ended a turn, and when.
     *
     * @param role in which they acted: what others are shown in place of the name
     * @param revision the conversation's
     */
    record Cancellation(String by, String role, Instant at, long revision) {}

    /**
     * No reply yet.
     *
     * @param since the conversation's revision at which an agent was asked: later than the beginning for what was queued
     */
    record Working(Beginning beginning, long since, List<Told> steps) implements Turn {
        public Working {
            steps = List.copyOf(steps);
        }

        /** One that an agent is asked at once. */
        public static Working begun(Beginning beginning) {
            return new Working(beginning, beginning.revision(), List.of());
        }

        @Override
        public Working progressed(List<Step> further, long revision) {
            return new Working(beginning, since, Told.tell(steps, further, false, revision));
        }

        @Override
        public Replied replied(List<Step> further, List<Offer> offers, boolean last, long revision) {
            return Replied.of(beginning, Told.tell(steps, further, !last, revision), Outcome.of(offers), last);
        }

        @Override
        public Stop cancel(Cancellation cancellation) {
            return new Stop.Stopped(new Cancelled(beginning, steps, Outcome.of(List.of()), cancellation));
        }
    }

    /** There is a reply. */
    sealed interface Replied extends Turn {
        Outcome outcome();

        @Override
        Replied replied(List<Step> steps, List<Offer> offers, boolean last, long revision);

        /** The same turn with another outcome. */
        Replied with(Outcome outcome);

        private static Replied of(Beginning beginning, List<Told> steps, Outcome outcome, boolean last) {
            return last ? new Finished(beginning, steps, outcome) : new Waiting(beginning, steps, outcome);
        }

        default Acceptance accept(String offer) {
            Optional<Offer> offered = outcome().offers().stream()
                    .filter(o -> o.id().equals(offer))
                    .findFirst();
            if (offered.isEmpty()) {
                return new Acceptance.Unknown();
            }
            if (outcome().accepted().contains(offer)) {
                return new Acceptance.Before();
            }
            if (outcome().declined().contains(offer)) {
                return new Acceptance.Declined();
            }
            return new Acceptance.Accepted(with(outcome().accepting(offer)), offered.get());
        }

        /** The newest offer that is neither accepted nor declined. */
        default Optional<Offer> open() {
            return outcome().open().reduce((earlier, later) -> later);
        }

        /** Nobody wants what is still offered. */
        default Replied decline() {
            return with(outcome().declining());
        }

        default Judgement judge(Feedback feedback) {
            Feedback before = outcome().feedback();
            if (before == null) {
                return new Judgement.Judged(with(outcome().judged(feedback)));
            }
            return before.equals(feedback) ? new Judgement.Same() : new Judgement.Other();
        }
    }

    /** There was a reply, and another one follows: an action waits for a human. */
    record Waiting(Beginning beginning, List<Told> steps, Outcome outcome) implements Replied {
        public Waiting {
            steps = List.copyOf(steps);
        }

        @Override
        public Waiting progressed(List<Step> further, long revision) {
            return new Waiting(beginning, Told.tell(steps, further, false, revision), outcome);
        }

        @Override
        public Replied replied(List<Step> further, List<Offer> offers, boolean last, long revision) {
            return Replied.of(beginning, Told.tell(steps, further, !last, revision), outcome.offering(offers), last);
        }

        @Override
        public Stop cancel(Cancellation cancellation) {
            return new Stop.Stopped(new Cancelled(beginning, steps, outcome, cancellation));
        }

        @Override
        public Waiting with(Outcome other) {
            return new Waiting(beginning, steps, other);
        }
    }

    /** Everything was said. */
    record Finished(Beginning beginning, List<Told> steps, Outcome outcome) implements Replied {
        public Finished {
            steps = List.copyOf(steps);
        }

        @Override
        public Finished progressed(List<Step> late, long revision) {
            return this;
        }

        @Override
        public Finished replied(List<Step> further, List<Offer> offers, boolean last, long revision) {
            return new Finished(beginning, Told.tell(steps, further, false, revision), outcome.offering(offers));
        }

        @Override
        public Stop cancel(Cancellation cancellation) {
            return new Stop.TooLate();
        }

        @Override
        public Finished with(Outcome other) {
            return new Finished(beginning, steps, other);
        }
    }

    /** Nobody wants the rest. What was done until then stays done, and is told when the agent has come to rest. */
    record Cancelled(Beginning beginning, List<Told> steps, Outcome outcome, Cancellation cancellation)
            implements Turn {
        public Cancelled {
            steps = List.copyOf(steps);
        }

        @Override
        public Cancelled progressed(List<Step> further, long revision) {
            return new Cancelled(beginning, Told.tell(steps, further, false, revision), outcome, cancellation);
        }

        @Override
        public Cancelled replied(List<Step> further, List<Offer> offers, boolean last, long revision) {
            return progressed(further, revision);
        }

        @Override
        public Stop cancel(Cancellation again) {
            return new Stop.Before(this);
        }

        /** What had been done, in words. */
        public String told() {
            List<String> done = steps.stream()
                    .map(Told::step)
                    .filter(step -> step.kind() == Step.Kind.DID)
                    .map(Step::text)
                    .toList();
            return done.isEmpty()
                    ? "Stopped. Nothing had been done."
                    : "Stopped. This had been done already, and stays:\n- " + String.join("\n- ", done);
        }
    }

    /** No agent is at it, or not at it alone: word of an agent changes nothing. */
    sealed interface Aside extends Turn {
        @Override
        default List<Told> steps() {
            return List.of();
        }

        @Override
        default Aside progressed(List<Step> further, long revision) {
            return this;
        }

        @Override
        default Aside replied(List<Step> further, List<Offer> offers, boolean last, long revision) {
            return this;
        }

        @Override
        default Stop cancel(Cancellation cancellation) {
            return new Stop.TooLate();
        }
    }

    /** A message that no agent sees to, since a person has the conversation. */
    record ForPerson(Beginning beginning) implements Aside {}

    /** A message that came while an agent was at the one before it. It is routed when that has its reply. */
    record Queued(Beginning beginning) implements Aside {
        @Override
        public Stop cancel(Cancellation cancellation) {
            return new Stop.Stopped(new Cancelled(beginning, List.of(), Outcome.of(List.of()), cancellation));
        }
    }

    /** A message that was taken together with an earlier one: whoever asks for it gets the reply to both. */
    record Joined(Beginning beginning, TurnId into) implements Aside {}

    /** What becomes of cancelling a turn. */
    sealed interface Stop {
        record Stopped(Cancelled turn) implements Stop {}

        /** It was cancelled before; once is enough. */
        record Before(Cancelled turn) implements Stop {}

        /** Everything was said and done. */
        record TooLate() implements Stop {}
    }

    /**
     * What came of a turn beside words.
     *
     * @param accepted ids of the offers that were accepted
     * @param declined ids of the offers that were declined
     */
    record Outcome(
            List<Offer> offers,
            Set<String> accepted,
            Set<String> declined,
            @Nullable Feedback feedback) {
        public Outcome {
            offers = List.copyOf(offers);
            accepted = Set.copyOf(accepted);
            declined = Set.copyOf(declined);
        }

        static Outcome of(List<Offer> offers) {
            return new Outcome(offers, Set.of(), Set.of(), null);
        }

        private Stream<Offer> open() {
            return offers.stream().filter(offer -> !accepted.contains(offer.id()) && !declined.contains(offer.id()));
        }

        private Outcome declining() {
            return new Outcome(
                    offers,
                    accepted,
                    Stream.concat(declined.stream(), open().map(Offer::id)).collect(Collectors.toSet()),
                    feedback);
        }

        private Outcome offering(List<Offer> more) {
            List<Offer> all = new ArrayList<>(offers);
            all.removeIf(offer -> more.stream().anyMatch(newer -> newer.id().equals(offer.id())));
            all.addAll(more);
            return new Outcome(all, accepted, declined, feedback);
        }

        public Outcome accepting(String offer) {
            Set<String> all = new HashSet<>(accepted);
            all.add(offer);
            return new Outcome(offers, all, declined, feedback);
        }

        private Outcome judged(Feedback given) {
            return new Outcome(offers, accepted, declined, given);
        }
    }

    /** What becomes of accepting an offer. */
    sealed interface Acceptance {
        record Accepted(Replied turn, Offer offer) implements Acceptance {}

        /** It was accepted before; once is enough. */
        record Before() implements Acceptance {}

        /** Nobody wanted it. */
        record Declined() implements Acceptance {}

        record Unknown() implements Acceptance {}
    }

    /** What becomes of feedback. */
    sealed interface Judgement {
        record Judged(Replied turn) implements Judgement {}

        /** The very same feedback was given before. */
        record Same() implements Judgement {}

        /** Other feedback was given before, and stays. */
        record Other() implements Judgement {}
    }
}
