package io.aegis.orchestrator.domain;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a few words say yes or no to an offer that was just made. They do only when nothing else is in them: a yes, and
 * perhaps politeness, "do it", or what the offer's own label says. "Yes, but the other key" is neither; nor is a bare "ok",
 * which may mean "I have read it". English, German, French and Spanish are known; what is said in another language is
 * no answer to an offer, and its button is still there.
 */
public enum Consent {
    YES,
    NO,
    NEITHER;

    /** Whoever says more than that says something of their own. */
    private static final int MOST_WORDS = 10;

    private static final Set<String> AGREEING = Set.of(
            "yes",
            "yeah",
            "yep",
            "yup",
            "sure",
            "absolutely",
            "definitely",
            "certainly",
            "indeed",
            "course",
            "gladly",
            "ja",
            "jawohl",
            "klar",
            "gern",
            "gerne",
            "selbstverständlich",
            "oui",
            "ouais",
            "volontiers",
            "sí",
            "si",
            "claro");

    private static final List<String> AGREEING_TOGETHER = List.of(
            "go ahead",
            "go for it",
            "do it",
            "do that",
            "do so",
            "please do",
            "make it so",
            "sounds good",
            "that would be great",
            "that would be good",
            "that would be nice",
            "id like that",
            "i would like that",
            "lets do it",
            "lets do that",
            "why not",
            "mach das",
            "machen sie das",
            "leg los",
            "legen sie los",
            "auf jeden fall",
            "bien sûr",
            "avec plaisir",
            "vas y",
            "allez y",
            "por supuesto",
            "con gusto",
            "hazlo",
            "hágalo",
            "adelante");

    private static final Set<String> REFUSING = Set.of("no", "nope", "nah", "nein", "nö", "non");

    private static final List<String> REFUSING_TOGETHER = List.of(
            "not now",
            "not today",
            "not yet",
            "not necessary",
            "not needed",
            "no need",
            "never mind",
            "nevermind",
            "leave it",
            "dont",
            "do not",
            "rather not",
            "ill pass",
            "lieber nicht",
            "jetzt nicht",
            "nicht jetzt",
            "nicht nötig",
            "pas maintenant",
            "pas besoin",
            "pas nécessaire",
            "ahora no",
            "mejor no",
            "no hace falta");

    /** Words that may stand beside a yes or a no and change nothing about it. */
    private static final Set<String> BESIDE = Set.of(
            "please",
            "thanks",
            "thank",
            "thx",
            "you",
            "ok",
            "okay",
            "great",
            "perfect",
            "cool",
            "good",
            "fine",
            "nice",
            "well",
            "then",
            "just",
            "of",
            "that",
            "it",
            "this",
            "so",
            "do",
            "and",
            "me",
            "for",
            "the",
            "a",
            "i",
            "would",
            "be",
            "id",
            "want",
            "need",
            "lets",
            "will",
            "lovely",
            "kind",
            "very",
            "much",
            "all",
            "is",
            "thats",
            "alright",
            "right",
            "oh",
            "bitte",
            "danke",
            "vielen",
            "dank",
            "das",
            "gut",
            "super",
            "perfekt",
            "genau",
            "merci",
            "beaucoup",
            "sil",
            "vous",
            "te",
            "plaît",
            "plait",
            "svp",
            "daccord",
            "parfait",
            "por",
            "favor",
            "gracias",
            "muchas",
            "vale",
            "perfecto");

    /** True when the words are few enough to be an answer, and say yes or no. */
    public static boolean possible(String text) {
        String said = said(text);
        return text.strip().split("\\s+", MOST_WORDS + 2).length <= MOST_WORDS
                && !text.contains("?")
                && (refuses(said) || agrees(said));
    }

    /** @param label the words of the offer */
    public static Consent of(String text, String label) {
        if (!possible(text)) {
            return NEITHER;
        }
        String said = said(text);
        if (refuses(said)) {
            return onlyBeside(without(said, REFUSING, REFUSING_TOGETHER), Set.of()) ? NO : NEITHER;
        }
        return onlyBeside(without(said, AGREEING, AGREEING_TOGETHER), new HashSet<>(words(label))) ? YES : NEITHER;
    }

    private static String said(String text) {
        return " " + String.join(" ", words(text)) + " ";
    }

    private static boolean refuses(String said) {
        return holds(said, REFUSING, REFUSING_TOGETHER);
    }

    private static boolean agrees(String said) {
        return holds(said, AGREEING, AGREEING_TOGETHER);
    }

    private static List<String> words(String text) {
        return Arrays.stream(
                        text.toLowerCase(Locale.ROOT).replaceAll("['’]", "").split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static boolean holds(String said, Set<String> words, List<String> phrases) {
        return words.stream().anyMatch(word -> said.contains(" " + word + " "))
                || phrases.stream().anyMatch(phrase -> said.contains(" " + phrase + " "));
    }

    private static Set<String> without(String said, Set<String> words, List<String> phrases) {
        String rest = said;
        for (String phrase : phrases) {
            rest = rest.replace(" " + phrase + " ", " ");
        }
        return Arrays.stream(rest.strip().split(" "))
                .filter(word -> !word.isEmpty() && !words.contains(word))
                .collect(Collectors.toSet());
    }

    private static boolean onlyBeside(Set<String> rest, Set<String> offered) {
        return rest.stream().allMatch(word -> BESIDE.contains(word) || offered.contains(word));
    }
}
