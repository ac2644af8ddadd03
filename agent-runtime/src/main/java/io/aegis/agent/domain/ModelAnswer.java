package io.aegis.agent.domain;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.aegis.contracts.Offer;
import java.util.List;

/** What a model says next. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "answer")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ModelAnswer.CallTools.class, name = "call_tools"),
    @JsonSubTypes.Type(value = ModelAnswer.Say.class, name = "say"),
    @JsonSubTypes.Type(value = ModelAnswer.Unusable.class, name = "unusable"),
})
public sealed interface ModelAnswer {
    /** It wants to know or do more before it speaks; the calls do not depend on each other. */
    record CallTools(List<ToolCall> calls) implements ModelAnswer {
        public CallTools {
            calls = List.copyOf(calls);
            if (calls.isEmpty()) {
                throw new IllegalArgumentException("no tool to call");
            }
        }

        public static CallTools of(ToolCall... calls) {
            return new CallTools(List.of(calls));
        }
    }

    /** @param text Markdown, with keys as placeholders */
    record Say(String text, List<Offer> offers) implements ModelAnswer {
        public Say {
            offers = List.copyOf(offers);
        }

        public static Say of(String text) {
            return new Say(text, List.of());
        }
    }

    /** It answered, and nothing can be done with it. */
    record Unusable(Fault fault) implements ModelAnswer {}

    enum Fault {
        /** Longer than an answer may be. */
        CUT_OFF(true),
        /** Calls that cannot be read. */
        MALFORMED(true),
        EMPTY(true),
        /** The provider's safety filter kept it back, or kept the question back. */
        BLOCKED(false),
        /** The provider does not accept the request as it is. */
        REFUSED(false);

        private final boolean mendable;

        Fault(boolean mendable) {
            this.mendable = mendable;
        }

        /** True when asking again, with a word on what was wrong, can help. */
        public boolean mendable() {
            return mendable;
        }
    }
}
