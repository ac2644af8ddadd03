package io.aegis.orchestrator.domain;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.aegis.contracts.Step;
import io.aegis.contracts.TurnId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What became of the earlier part of a conversation: what each turn wanted and what was done, by its steps, and what people
 * left when they gave it back. Nothing in it is anybody's guess. Bounded: at most {@value #MOST} entries, the oldest go first.
 *
 * @param through the revision up to which it covers the lines
 * @param left how many entries have gone
 */
public record Summary(long through, int left, List<Entry> entries) {
    private static final int MOST = 20;
    private static final int MOST_STEPS = 6;
    private static final int LONGEST_STEP = 160;
    private static final int LONGEST_NOTE = 600;
    private static final int LONGEST = 4000;

    public static final Summary NONE = new Summary(0, 0, List.of());

    public Summary {
        entries = List.copyOf(entries);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Seen.class, name = "turn"),
        @JsonSubTypes.Type(value = Left.class, name = "given_back"),
    })
    sealed interface Entry {
        String words();
    }

    /**
     * A turn an agent saw to.
     *
     * @param wanted its intent, or what else began it
     * @param end in_work, waiting, finished, cancelled or handed_over
     */
    record Seen(TurnId turn, String wanted, String end, List<String> done, List<String> open, List<String> not)
            implements Entry {
        Seen {
            done = List.copyOf(done);
            open = List.copyOf(open);
            not = List.copyOf(not);
        }

        static Seen of(Turn turn) {
            return new Seen(
                    turn.id(),
                    switch (turn.beginning().origin()) {
                        case Origin.Message(var understood) ->
                            understood.intent().wireName().replace('_', ' ');
                        case Origin.OfferAccepted accepted -> "an offer accepted";
                        case Origin.Proposed proposed -> "a proposal";
                        case Origin.Sent sent -> "a playbook had something looked into";
                        case Origin.Judged judged ->
                            "a reply judged " + judged.thumbs().wireName();
                        case Origin.Person person -> "a person wrote";
                    },
                    switch (turn) {
                        case Turn.Working working -> "in work";
                        case Turn.Waiting waiting -> "waiting";
                        case Turn.Finished finished -> "finished";
                        case Turn.Cancelled cancelled -> "cancelled";
                        case Turn.ForPerson forPerson -> "for a person";
                        case Turn.Queued queued -> "queued";
                        case Turn.Joined joined -> "with the one before";
                    },
                    texts(turn, Step.Kind.DID),
                    texts(turn, Step.Kind.WAITING),
                    texts(turn, Step.Kind.REFUSED, Step.Kind.FAILED));
        }

        private static List<String> texts(Turn turn, Step.Kind... kinds) {
            return turn.steps().stream()
                    .map(Told::step)
                    .filter(step -> List.of(kinds).contains(step.kind()))
                    .map(step -> shortened(step.text(), LONGEST_STEP))
                    .limit(MOST_STEPS)
                    .toList();
        }

        @Override
        public String words() {
            String state = end.equals("finished") ? "" : " (" + end + ")";
            return wanted + state + part("done", done) + part("waits for approval", open) + part("not done", not);
        }

        private static String part(String what, List<String> texts) {
            return texts.isEmpty() ? "" : "; " + what + ": " + String.join(", ", texts);
        }
    }

    /** What a person left when they gave the conversation back. */
    record Left(String role, String note) implements Entry {
        @Override
        public String words() {
            return words(role) + " had the conversation and left: " + note;
        }

        private static String words(String role) {
            return "a " + role.replace('-', ' ').toLowerCase(Locale.ROOT);
        }
    }

    /**
     * With the next part of the conversation.
     *
     * @param lines the next after this, in order
     * @param turns that began with one of them, in order
     */
    public Summary with(List<Line> lines, List<Turn> turns) {
        List<Entry> all = new ArrayList<>(entries);
        List<Turn> told = turns.stream()
                .filter(turn -> turn.visible() && !(turn instanceof Turn.ForPerson))
                .toList();
        int next = 0;
        for (Line line : lines) {
            while (next < told.size() && told.get(next).beginning().revision() <= line.revision()) {
                all.add(Seen.of(told.get(next++)));
            }
            if (line instanceof Line.GivenBack back) {
                all.add(new Left(back.role(), shortened(back.text(), LONGEST_NOTE)));
            }
        }
        told.subList(next, told.size()).forEach(turn -> all.add(Seen.of(turn)));
        int gone = Math.max(0, all.size() - MOST);
        return new Summary(lines.getLast().revision(), left + gone, all.subList(gone, all.size()));
    }

    /** The same, when more is known of a turn in it. */
    public Summary retold(Turn turn) {
        return new Summary(
                through,
                left,
                entries.stream()
                        .map(entry -> entry instanceof Seen seen && seen.turn.equals(turn.id()) ? Seen.of(turn) : entry)
                        .toList());
    }

    /** For the agent, and for a person who takes over; with keys as placeholders. */
    public String text() {
        StringBuilder text = new StringBuilder();
        int shown = 0;
        for (Entry entry : entries.reversed()) {
            String words = "\n- " + entry.words();
            if (text.length() + words.length() > LONGEST) {
                break;
            }
            text.insert(0, words);
            shown++;
        }
        int gone = left + entries.size() - shown;
        return "Earlier in this conversation:"
                + (gone == 0 ? "" : "\n- " + gone + " turns before that are left out")
                + text;
    }

    private static String shortened(String text, int most) {
        return text.length() <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, most) - 1)) + "…";
    }
}
