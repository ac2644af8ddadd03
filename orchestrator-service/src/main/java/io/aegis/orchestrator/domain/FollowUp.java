package io.aegis.orchestrator.domain;

import io.aegis.contracts.Intent;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a few words mean after what was asked before: an answer to a question of ours ("20 %", "pro"), or a correction ("no,
 * the production one", "and in Java?"). By themselves they say too little to be told apart.
 */
public final class FollowUp {
    /** Whoever says more than that says what they mean. */
    private static final int MOST_WORDS = 8;

    /** So few words are no sentence, and answer something. */
    private static final int ANSWER = 3;

    private static final Pattern CORRECTION = Pattern.compile(
            "((no|nope|not|sorry|oops|actually|wait|rather|instead|i mean|i meant|and|or|what about|how about|but|ok|yes)\\b.*"
                    + "|(the|that) \\w+ one\\b.*)");

    private static final Pattern LIVE = Pattern.compile("\\b(production|prod|live)\\b");
    private static final Pattern TEST = Pattern.compile("\\b(test|sandbox)\\b");
    private static final Pattern PLAN = Pattern.compile("\\b(starter|pro|enterprise)\\b");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern LANGUAGE = Pattern.compile(
            "(?<!\\w)(python|java|javascript|typescript|node|node\\.js|curl|php|ruby|go|golang|c#|\\.net|kotlin|scala|rust)(?!\\w)");

    private FollowUp() {}

    /** True when there is something that the words may mean because of what was before. */
    public static boolean possible(String text) {
        return Stream.of(Intent.values()).anyMatch(before -> of(text, before).isPresent());
    }

    private static int words(String said) {
        return said.split("\\s+", MOST_WORDS + 2).length;
    }

    /** The intent that the words have after a turn of that other intent, when they have one because of it. */
    public static Optional<Intent> of(String text, Intent before) {
        String said = text.strip().toLowerCase(Locale.ROOT);
        int words = words(said);
        if (words > MOST_WORDS || (words > ANSWER && !CORRECTION.matcher(said).matches())) {
            return Optional.empty();
        }
        return switch (before) {
            case PRODUCTION_KEY, NEW_TEST_KEY, DIAGNOSE_ERRORS -> key(corrected(said));
            case CHANGE_PLAN -> when(PLAN, said, Intent.CHANGE_PLAN);
            case DISCOUNT -> when(NUMBER, said, Intent.DISCOUNT);
            case INTEGRATE -> when(LANGUAGE, said, Intent.INTEGRATE);
            case GET_STARTED, ACCOUNT_STATUS, QUESTION, SMALL_TALK, HUMAN, COMPLAINT, OFFER_ACCEPTED, UNKNOWN ->
                Optional.empty();
        };
    }

    private static Optional<Intent> key(String said) {
        boolean live = LIVE.matcher(said).find();
        if (live == TEST.matcher(said).find()) {
            return Optional.empty();
        }
        return Optional.of(live ? Intent.PRODUCTION_KEY : Intent.NEW_TEST_KEY);
    }

    /** Without what is not wanted: "not the test key but the live one" is about the live one. */
    private static String corrected(String said) {
        return said.replaceFirst("\\bnot (the |a |for )?(test|sandbox|production|prod|live)\\b", "");
    }

    private static Optional<Intent> when(Pattern named, String said, Intent intent) {
        return named.matcher(said).find() ? Optional.of(intent) : Optional.empty();
    }
}
