package io.aegis.approval.domain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionType.Facet;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The life of a proposed action at the gate. Policy turns {@link Proposed} into {@link Released}, {@link Held} or
 * {@link Denied}; {@link Held} has a way on, to {@link Released}, {@link Rejected} or {@link Expired}; and what was released
 * and given back unexecuted is {@link Held} again. Pure: the time arrives with the command.
 */
public sealed interface Approval {
    Proposed proposed();

    default ProposedAction action() {
        return proposed().action();
    }

    /**
     * @param correlation of the message that proposed it; what a human decides days later belongs to it still
     * @param at when the gate received it
     * @param basis what was known of the customer when it was ruled, or when somebody last looked at what had changed
     * @param releases how often it was released and given back
     */
    record Proposed(ProposedAction action, String correlation, Instant at, Basis basis, int releases)
            implements Approval {
        public Proposed(ProposedAction action, String correlation, Instant at, Basis basis) {
            this(action, correlation, at, basis, 0);
        }

        @Override
        public Proposed proposed() {
            return this;
        }

        public Ruled under(Ruling ruling) {
            return switch (ruling) {
                case Ruling.Release release ->
                    new Released(this, release, Closing.byPolicy(at, release.reason()), null);
                case Ruling.Hold hold -> new Held(this, hold);
                case Ruling.Deny deny -> new Denied(this, deny, Closing.byPolicy(at, deny.reason()));
            };
        }

        private Proposed on(Basis now) {
            return new Proposed(action, correlation, at, now, releases);
        }

        private Proposed givenBack() {
            return new Proposed(action, correlation, at, basis, releases + 1);
        }
    }

    /** Policy has spoken. */
    sealed interface Ruled extends Approval {
        Ruling ruling();

        /** Changes nothing: the answer holds the next state, or why there is none. */
        Answer decide(Command command);

        /** Whether somebody who saw this version of it decides on what is there now. What is closed tells whose it was by itself. */
        default boolean overtook(String seen) {
            return this instanceof Held held && !held.version().equals(seen);
        }

        /** What would be carried out: the proposal, with an approver's arguments where there are such. */
        default ProposedAction effective() {
            ObjectNode edited =
                    switch (this) {
                        case Held held -> held.human().edited();
                        case Released released -> released.edited();
                        case Denied denied -> null;
                        case Rejected rejected -> null;
                        case Expired expired -> null;
                    };
            return edited == null ? action() : action().with(edited);
        }

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

    /** Somebody's word for exactly these arguments. */
    record Vote(String by, Instant at, String argumentsHash) {}

    /**
     * What people have done with a held action so far.
     *
     * @param edited the arguments that an approver put in place of the proposed ones
     * @param delegate who was named to decide it, beside those who may anyway
     * @param escalated whether nobody decided within the first deadline
     * @param changes what was different when somebody approved it last, which is why that did not count
     */
    record Human(
            List<Vote> votes,
            @Nullable ObjectNode edited,
            @Nullable String delegate,
            boolean escalated,
            List<Basis.Difference> changes) {
        static final Human NOBODY = new Human(List.of(), null, null, false, List.of());

        public Human {
            votes = List.copyOf(votes);
            changes = List.copyOf(changes);
            edited = edited == null ? null : edited.deepCopy();
        }

        private Human voted(Vote vote, @Nullable ObjectNode arguments) {
            return new Human(
                    Stream.concat(
                                    votes.stream().filter(other -> other.argumentsHash.equals(vote.argumentsHash)),
                                    Stream.of(vote))
                            .toList(),
                    arguments == null ? edited : arguments,
                    delegate,
                    escalated,
                    changes);
        }

        private Human delegated(String to) {
            return new Human(votes, edited, to, escalated, changes);
        }

        private Human unedited() {
            return new Human(votes, null, delegate, escalated, changes);
        }

        private Human nobodyInTime() {
            return new Human(votes, edited, delegate, true, changes);
        }

        /** Words given before were given for something else. */
        private Human asked(List<Basis.Difference> anew) {
            return new Human(List.of(), edited, delegate, escalated, anew);
        }
    }

    record Held(Proposed proposed, Ruling.Hold ruling, Human human) implements Ruled {
        public Held(Proposed proposed, Ruling.Hold ruling) {
            this(proposed, ruling, Human.NOBODY);
        }

        /** Whether its arguments are somebody else's than the agent's and this person's. */
        public boolean editedByOthersThan(String name) {
            return human.edited != null && human.votes.stream().noneMatch(vote -> vote.by.equals(name));
        }

        /** Another one whenever something is different that a person decides by: arguments, words given, what is known. */
        public String version() {
            return Json.hash(new Shown(proposed.basis(), proposed.releases(), ruling.deadline(), human))
                    .substring(0, 16);
        }

        private record Shown(Basis basis, int releases, Instant deadline, Human human) {}

        @Override
        public Answer decide(Command command) {
            boolean past = !command.at().isBefore(ruling.deadline());
            return switch (command) {
                case Command.Approve approve -> past ? late() : approved(approve);
                case Command.Reject reject ->
                    past
                            ? late()
                            : !entitled(reject.by())
                                    ? new Answer.Refused(new Refusal.NotEntitled(
                                            ruling.approvers().roles()))
                                    : new Answer.Changed(new Rejected(
                                            proposed,
                                            ruling,
                                            new Closing(reject.by().name(), reject.at(), reject.reason())));
                case Command.Withdraw withdraw ->
                    past
                            ? late()
                            : new Answer.Changed(new Rejected(
                                    proposed, ruling, new Closing(withdraw.by(), withdraw.at(), withdraw.reason())));
                case Command.Delegate delegate -> past ? late() : delegated(delegate);
                case Command.Expire expire -> past ? expired(expire) : early();
                case Command.GiveBack giveBack -> new Answer.Unchanged(this);
            };
        }

        private Answer approved(Command.Approve approve) {
            Approver by = approve.by();
            if (by.name().equals(action().requester())) {
                return new Answer.Refused(new Refusal.OwnRequest());
            }
            if (!entitled(by)) {
                return new Answer.Refused(
                        new Refusal.NotEntitled(ruling.approvers().roles()));
            }
            if (approve.stopped()) {
                return new Answer.Refused(new Refusal.Stopped());
            }
            if (approve.standing() instanceof Ruling.Deny deny) {
                return new Answer.Refused(new Refusal.ForbiddenByNow(deny.reason()));
            }
            List<Basis.Difference> differences = proposed.basis().differences(approve.basis(), approve.dependsOn());
            if (!differences.isEmpty()) {
                return new Answer.Outdated(
                        new Held(proposed.on(approve.basis()), ruling, human.asked(differences)), differences);
            }
            String arguments = approve.arguments().argumentsHash();
            if (human.votes.stream()
                    .anyMatch(vote -> vote.by.equals(by.name()) && vote.argumentsHash.equals(arguments))) {
                return new Answer.Unchanged(this);
            }
            ObjectNode edited = arguments.equals(action().argumentsHash())
                    ? null
                    : approve.arguments().arguments();
            Human voted = human.unedited().voted(new Vote(by.name(), approve.at(), arguments), edited);
            return voted.votes.size() < needed(approve.standing())
                    ? new Answer.Kept(with(voted), Act.VOTED)
                    : new Answer.Changed(new Released(
                            proposed, ruling, new Closing(by.name(), approve.at(), approve.reason()), edited));
        }

        /** Nobody picks who decides on his own request. */
        private Answer delegated(Command.Delegate delegate) {
            if (delegate.by().name().equals(action().requester())) {
                return new Answer.Refused(new Refusal.OwnRequest());
            }
            return entitled(delegate.by())
                    ? new Answer.Kept(with(human.delegated(delegate.to())), Act.DELEGATED)
                    : new Answer.Refused(
                            new Refusal.NotEntitled(ruling.approvers().roles()));
        }

        /** What policy says now counts too: arguments that were edited may need more people. */
        private int needed(Ruling standing) {
            int now = standing instanceof Ruling.Hold hold ? hold.approvers().count() : 1;
            return Math.max(now, ruling.approvers().count());
        }

        private boolean entitled(Approver by) {
            return by.name().equals(human.delegate)
                    || !Collections.disjoint(ruling.approvers().roles(), by.roles());
        }

        private Answer expired(Command.Expire expire) {
            return ruling.approvers().escalateTo().isEmpty()
                    ? new Answer.Changed(
                            new Expired(proposed, ruling, Closing.byPolicy(expire.at(), "Nobody decided in time.")))
                    : new Answer.Kept(new Held(proposed, ruling.escalated(), human.nobodyInTime()), Act.ESCALATED);
        }

        private Held with(Human next) {
            return new Held(proposed, ruling, next);
        }

        private Answer late() {
            return new Answer.Refused(new Refusal.PastDeadline(ruling.deadline()));
        }

        private Answer early() {
            return new Answer.Refused(new Refusal.NotYetDue(ruling.deadline()));
        }
    }

    /**
     * Nothing leads out of it, but a release that was given back. Whoever repeats his own decision is told that it stands;
     * anybody else, whose it was.
     */
    sealed interface Closed extends Ruled {
        Closing closing();

        @Override
        default Answer decide(Command command) {
            boolean same =
                    switch (command) {
                        case Command.Approve approve ->
                            this instanceof Released
                                    && approve.by().name().equals(closing().by())
                                    && approve.arguments()
                                            .argumentsHash()
                                            .equals(effective().argumentsHash());
                        case Command.Reject reject ->
                            this instanceof Rejected
                                    && reject.by().name().equals(closing().by());
                        case Command.Withdraw withdraw -> this instanceof Rejected;
                        case Command.Delegate delegate -> false;
                        case Command.Expire expire -> this instanceof Expired;
                        case Command.GiveBack giveBack -> false;
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

    /**
     * @param ruling a hold when a human released it
     * @param edited the arguments that an approver put in place of the proposed ones
     */
    record Released(
            Proposed proposed,
            Ruling ruling,
            Closing closing,
            @Nullable ObjectNode edited) implements Closed {
        public Released {
            edited = edited == null ? null : edited.deepCopy();
        }

        /** Counts the releases of this action, from 1. */
        public int number() {
            return proposed.releases() + 1;
        }

        @Override
        public Answer decide(Command command) {
            return command instanceof Command.GiveBack giveBack && giveBack.number() == number()
                    ? new Answer.Kept(
                            new Held(
                                    proposed.givenBack(),
                                    giveBack.hold(),
                                    new Human(List.of(), edited, null, false, List.of())),
                            Act.GIVEN_BACK)
                    : Closed.super.decide(command);
        }
    }

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

    /** A user and what he may do. */
    record Approver(String name, Set<String> roles) {
        public Approver {
            roles = Set.copyOf(roles);
        }
    }

    sealed interface Command {
        Instant at();

        /**
         * @param arguments the action with the arguments that are approved
         * @param standing what policy says of that now: a human cannot release what has become forbidden meanwhile
         * @param basis what is known of the customer now
         * @param dependsOn what of it matters for this type
         * @param stopped whether somebody has stopped it
         */
        record Approve(
                Approver by,
                String reason,
                Instant at,
                ProposedAction arguments,
                Ruling standing,
                Basis basis,
                List<Facet> dependsOn,
                boolean stopped)
                implements Command {}

        record Reject(Approver by, String reason, Instant at) implements Command {}

        /** Its requester, or who speaks for him, wants it no more. */
        record Withdraw(String by, String reason, Instant at) implements Command {}

        /** @param to a user's name */
        record Delegate(Approver by, String to, Instant at) implements Command {}

        record Expire(Instant at) implements Command {}

        /**
         * The executor gives a release back, and will not execute it any more.
         *
         * @param number of the release
         * @param hold under which it waits again
         */
        record GiveBack(int number, Ruling.Hold hold, Instant at) implements Command {}
    }

    /** What was done to an action that is held afterwards. */
    enum Act {
        VOTED,
        DELEGATED,
        ESCALATED,
        GIVEN_BACK
    }

    sealed interface Answer {
        record Changed(Closed next) implements Answer {}

        /** It is held, and not as before. */
        record Kept(Held next, Act act) implements Answer {}

        /** What it was decided on is not so any more: it is held still, for who approves in the knowledge of this. */
        record Outdated(Held next, List<Basis.Difference> differences) implements Answer {
            public Outdated {
                differences = List.copyOf(differences);
            }
        }

        /** The same person has decided the same before. */
        record Unchanged(Ruled state) implements Answer {}

        record Refused(Refusal why) implements Answer {}
    }

    sealed interface Refusal {
        record AlreadyDecided(State state, String by, Instant at) implements Refusal {}

        /** Held means held: somebody other than the requester looks. */
        record OwnRequest() implements Refusal {}

        record NotEntitled(Set<String> roles) implements Refusal {}

        record PastDeadline(Instant deadline) implements Refusal {}

        record NotYetDue(Instant deadline) implements Refusal {}

        record ForbiddenByNow(String reason) implements Refusal {}

        record Stopped() implements Refusal {}

        /** Somebody else did something to it since the decider saw it. */
        record Overtaken() implements Refusal {}

        /** Somebody else has edited the arguments, and the decider does not say that he saw them. */
        record Unseen() implements Refusal {}

        /** The arguments are not such as an action of this type can have. */
        record Unfit(String reason) implements Refusal {}
    }
}
