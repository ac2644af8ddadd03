package io.aegis.orchestrator.domain;

import io.aegis.contracts.IntentRouted.Speaker;
import io.aegis.contracts.IntentRouted.Utterance;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an agent is told of a conversation so far: a summary of its earlier part, and then what was said, word by word. */
public final class Memory {
    /** So many lines at most are carried word by word; then the older half goes into the summary. */
    public static final int LINES = 20;

    private Memory() {}

    /** Oldest first. A person of the team speaks on Aegis' side; their role stands before their words. */
    public static List<Utterance> of(@Nullable Summary summary, List<Line> lines) {
        List<Utterance> memory = new ArrayList<>();
        if (summary != null) {
            memory.add(new Utterance(Speaker.AEGIS, summary.text()));
        }
        lines.forEach(line -> memory.add(utterance(line)));
        return List.copyOf(memory);
    }

    private static Utterance utterance(Line line) {
        return switch (line) {
            case Line.Asked asked -> new Utterance(Speaker.CUSTOMER, asked.text());
            case Line.Replied replied -> new Utterance(Speaker.AEGIS, replied.text());
            case Line.Intervened intervened -> new Utterance(Speaker.AEGIS, intervened.text());
            case Line.Person person -> bySomebody(person.role(), person.text());
            case Line.TakenOver taken -> bySomebody(taken.role(), "took the conversation over: " + taken.text());
            case Line.GivenBack back -> bySomebody(back.role(), "gave the conversation back: " + back.text());
            case Line.KeptBack kept -> utterance(kept.said());
        };
    }

    private static Utterance bySomebody(String role, String words) {
        return new Utterance(Speaker.AEGIS, "[" + role.replace('-', ' ') + "] " + words);
    }
}
