package io.aegis.contracts;

import java.util.List;

/** What an agent tells the front door about a turn. Steps are always all steps so far, in order. */
public sealed interface TurnReport extends Message {
    TurnId turn();

    ConversationId conversation();

    List<Step> steps();

    /** The agent got further; there is no reply yet. */
    @WireType("aegis.turn.progressed.v1")
    record Progressed(TurnId turn, ConversationId conversation, CustomerId customer, List<Step> steps)
            implements TurnReport {
        public Progressed {
            steps = List.copyOf(steps);
        }
    }

    /**
     * The agent has something to say. A turn with a held action is answered at once with {@code finished} false, and again
     * when the action was decided.
     *
     * @param text Markdown, with keys as placeholders
     * @param seen what state must have applied before the customer's next turn is answered
     */
    @WireType("aegis.turn.answered.v1")
    record Answered(
            TurnId turn,
            ConversationId conversation,
            CustomerId customer,
            String text,
            List<Step> steps,
            List<Offer> offers,
            boolean finished,
            List<Seen> seen)
            implements TurnReport {
        public Answered {
            steps = List.copyOf(steps);
            offers = List.copyOf(offers);
            seen = List.copyOf(seen);
        }
    }

    /**
     * A cancelled turn has come to rest: what was released has ended, the rest was withdrawn, and nothing follows.
     *
     * @param steps what was done until then, and what was not
     * @param seen what state must have applied before the customer's next turn is answered
     */
    @WireType("aegis.turn.stopped.v1")
    record Stopped(TurnId turn, ConversationId conversation, CustomerId customer, List<Step> steps, List<Seen> seen)
            implements TurnReport {
        public Stopped {
            steps = List.copyOf(steps);
            seen = List.copyOf(seen);
        }
    }
}
