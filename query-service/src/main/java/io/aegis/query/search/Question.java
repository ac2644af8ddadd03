package io.aegis.query.search;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is asked, sentence by sentence: a long message asks for several things and says much that asks for nothing, and one
 * vector of all of it would be near to no passage.
 */
record Question(List<String> sentences) {
    /** Beyond this, a text is no question any more; what was said first counts. */
    private static final int MOST_SENTENCES = 100;

    private static final int FEWEST_WORDS = 3;
    private static final Pattern END_OF_SENTENCE = Pattern.compile("(?<=[.!?][\"”)]{0,2})\\s+|\\n+");
    private static final Pattern MARKUP = Pattern.compile("[*#`_>]+");
    private static final Pattern ITEM = Pattern.compile("^\\s*(\\d{1,3}\\.|-)\\s+");

    Question {
        sentences = List.copyOf(sentences);
    }

    /** Calls and greetings of one or two words are left out, unless there is nothing else. Empty for a blank text. */
    static Question of(String text) {
        List<String> sentences = sentences(text)
                .filter(sentence -> sentence.split("\\s+", FEWEST_WORDS).length == FEWEST_WORDS)
                .limit(MOST_SENTENCES)
                .toList();
        return new Question(sentences.isEmpty() ? text.isBlank() ? List.of() : List.of(text.strip()) : sentences);
    }

    private static Stream<String> sentences(String text) {
        return Arrays.stream(END_OF_SENTENCE.split(text))
                .map(sentence -> ITEM.matcher(MARKUP.matcher(sentence).replaceAll(" "))
                        .replaceFirst("")
                        .strip());
    }
}
