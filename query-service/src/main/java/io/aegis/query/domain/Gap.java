package io.aegis.query.domain;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A question that customers ask and the documentation does not answer.
 *
 * @param question the first customer's own words, with addresses and numbers left out: untrusted
 * @param times how often it was asked, in these words or in words that mean the same
 */
public record Gap(String question, long times, Instant firstAsked, Instant lastAsked) {
    /** As alike as two wordings of one question are to the sentence model; GapTest has examples on both sides. */
    public static final double ALIKE = 0.7;

    private static final int LONGEST = 300;
    private static final Pattern SECRET_OR_PERSONAL =
            Pattern.compile("\\S+@\\S+|\\{\\{[^}]*}}|\\+?\\d[\\d\\s().-]{3,}\\d|\\b(?=\\w*\\d)\\w{12,}\\b");

    /** What is kept of a customer's words: the question, and not who asked it. */
    public static String anonymous(String words) {
        String plain = SECRET_OR_PERSONAL
                .matcher(words.strip().replaceAll("\\s+", " "))
                .replaceAll("…");
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST - 1) + "…";
    }
}
