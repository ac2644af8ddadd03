package io.aegis.approval.domain;

import io.aegis.contracts.ProposedAction;
import java.time.Instant;

/**
 * The life of a proposed action at the gate. Policy turns {@link Proposed} into {@link Released}, {@link Held} or
 * {@link Denied}; only {@link Held} has a way on, to {@link Released}, {@link Rejected} or {@link Expired}. Pure: the time
 * arrives with the command.
 */
public sealed interface Approval {
    Proposed proposed();

    default ProposedAction action() {
        return proposed().action();
    }

    /**
     * @param correlation of the message that proposed it; what a human decides days later belongs to it still
     * @param at when the gate received it
     */
    record Proposed(ProposedAction action, String correlation, Instant at) implements Approval {
        @Override
        public Proposed proposed() {
            return this;
        }

        public Ruled under(Ruling ruling) {
            return switch (ruling) {
                case Ruling.Release release -> new Released(this, release, Closing.byPolicy(at, release.reason()));
                case Ruling.Hold hold -> new Held(this, hold);
                case Ruling.Deny deny -> new Denied(this, deny, Closing.byPolicy(at, deny.reason()));
            };
        }
    }

    /** Policy has spoken. */
    sealed interface Ruled extends Approval {
        Ruling ruling();

        /** Changes nothing: the answer holds the next state, or why there is none. */
        Answer decide(Command command);

        default State state() {
            return switch (this) {
                case Held held -> State.HELD;
                case Released released -> State.RELEASED;
                case Denied denied -> State.DENIED;
                case Rejected rejected -> State.REJECTED;
                case Expired expired -> State.EXPIRED;
            };
        }
    }

    record Held(Proposed proposed, Ruling.Hold ruling) implements Ruled {
        @Override
        public Answer decide(Command command) {
            boolean past = !command.at().isBefore(ruling.deadline());
            return switch (command) {
                case Command.Approve approve -> {
                    if (past) {
                        yield new Answer.Refused(new Refusal.PastDeadline(ruling.deadline()));
                    }
                    if (approve.by().equals(action().requester())) {
                        yield new Answer.Refused(new Refusal.OwnRequest());
                    }
                    if (approve.standing() instanceof Ruling.Deny deny) {
                        yield new Answer.Refused(new Refusal.ForbiddenByNow(deny.reason()));
                    }
                    yield new Answer.Changed(
                            new Released(proposed, ruling, new Closing(approve.by(), approve.at(), approve.reason())));
                }
                case Command.Reject reject ->
                    past
                            ? new Answer.Refused(new Refusal.PastDeadline(ruling.deadline()))
                            : new Answer.Changed(new Rejected(
                                    proposed, ruling, new Closing(reject.by(), reject.at(), reject.reason())));
                case Command.Expire expire ->
                    past
                            ? new Answer.Changed(new Expired(
                                    proposed, ruling, Closing.byPolicy(expire.at(), "Nobody decided in time.")))
                            : new Answer.Refused(new Refusal.NotYetDue(ruling.deadline()));
            };
        }
    }

    /** Nothing leads out of it. Whoever repeats his own decision is told that it stands; anybody else, whose it was. */
    sealed interface Closed extends Ruled {
        Closing closing();

        @Override
        default Answer decide(Command command) {
            boolean same =
                    switch (command) {
                        case Command.Approve approve ->
                            this instanceof Released
                                    && approve.by().equals(closing().by());
                        case Command.Reject reject ->
                            this instanceof Rejected
                                    && reject.by().equals(closing().by());
                        case Command.Expire expire -> this instanceof Expired;
                    };
            return same ? new Answer.Unchanged(this) : new Answer.Refused(refusal());
        }

        private Refusal refusal() {
            return this instanceof Expired expired
                    ? new Refusal.PastDeadline(expired.ruling().deadline())
                    : new Refusal.AlreadyDecided(
                            state(), closing().by(), closing().at());
        }
    }

    /** @param ruling a hold when a human released it */
    record Released(Proposed proposed, Ruling ruling, Closing closing) implements Closed {}

    record Denied(Proposed proposed, Ruling.Deny ruling, Closing closing) implements Closed {}

    record Rejected(Proposed proposed, Ruling.Hold ruling, Closing closing) implements Closed {}

    record Expired(Proposed proposed, Ruling.Hold ruling, Closing closing) implements Closed {}

    /** Who ended it, when and why. */
    record Closing(String by, Instant at, String reason) {
        /** Stands where no human decided. */
        public static final String POLICY = "policy";

        static Closing byPolicy(Instant at, String reason) {
            return new Closing(POLICY, at, reason);
        }
    }

    sealed interface Command {
        Instant at();

        /** @param standing what policy says of the action now: a human cannot release what has become forbidden meanwhile */
        record Approve(String by, String reason, Instant at, Ruling standing) implements Command {}

        record Reject(String by, String reason, Instant at) implements Command {}

        record Expire(Instant at) implements Command {}
    }

    sealed interface Answer {
        record Changed(Closed next) implements Answer {}

        /** The same person has decided the same before. */
        record Unchanged(Closed state) implements Answer {}

        record Refused(Refusal why) implements Answer {}
    }

    sealed interface Refusal {
        record AlreadyDecided(State state, String by, Instant at) implements Refusal {}

        /** Held means held: somebody other than the requester looks. */
        record OwnRequest() implements Refusal {}

        record PastDeadline(Instant deadline) implements Refusal {}

        record NotYetDue(Instant deadline) implements Refusal {}

        record ForbiddenByNow(String reason) implements Refusal {}
    }
}
