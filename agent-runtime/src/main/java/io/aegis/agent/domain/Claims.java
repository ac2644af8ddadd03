package io.aegis.agent.domain;

import io.aegis.agent.domain.JournalEntry.End;
import io.aegis.agent.domain.JournalEntry.Proposed;
import io.aegis.agent.domain.JournalEntry.Settled;
import io.aegis.contracts.ActionId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Holds what a reply says was done against what the journal says. A model names the actions it reports; those must have been
 * done in this run. Its words are looked at too: "I have issued", "has been refunded" and their like need an action of that
 * verb that was done. It knows English only, and errs towards an objection: that costs one more answer, a false claim costs
 * the customer's trust.
 */
public final class Claims {
    private static final Set<String> LOOKING = Set.of(
            "looked",
            "checked",
            "found",
            "searched",
            "read",
            "reviewed",
            "seen",
            "saw",
            "noticed",
            "listed",
            "included",
            "described",
            "explained",
            "mentioned",
            "understood",
            "asked",
            "requested",
            "tried",
            "wanted",
            "needed",
            "shown");
    /** Verbs that sum up, fit for a reply once anything was done. */
    private static final Set<String> SUMMING_UP =
            Set.of("set", "started", "made", "done", "given", "got", "prepared", "completed", "finished", "proposed");

    /** In the passive, only what changes something at the customer's counts; much else "has been" without us. */
    private static final Set<String> CHANGING = Set.of(
            "refunded",
            "credited",
            "charged",
            "cancelled",
            "canceled",
            "deleted",
            "removed",
            "upgraded",
            "downgraded",
            "escalated",
            "activated",
            "deactivated",
            "enabled",
            "disabled",
            "extended",
            "revoked",
            "granted",
            "approved");

    private static final Map<String, String> IRREGULAR = Map.of(
            "send", "sent", "make", "made", "set", "set", "give", "given", "put", "put", "write", "written", "begin",
            "begun");
    private static final Set<String> NO_PAST = Set.of("need", "proceed", "exceed", "feed", "speed", "indeed");

    private static final String FILLERS =
            "(?:\\s+(?:just|now|already|also|successfully|then|gone\\s+ahead\\s+and|went\\s+ahead\\s+and))*";
    private static final Pattern ACTIVE =
            Pattern.compile("\\b(?:i|we)(?:\\s+have|['’]ve)?" + FILLERS + "\\s+([a-z]+)\\b");
    private static final Pattern PASSIVE = Pattern.compile("(?:\\b(?:has|have)|['’]s)" + FILLERS + "\\s+been" + FILLERS
            + "\\s+([a-z]+)\\b|\\b(?:is|are)\\s+now\\s+([a-z]+)\\b");
    private static final Pattern EMPHASIS = Pattern.compile("[*_`~]+");
    private static final Pattern SENTENCE = Pattern.compile("[.!?\\n;]+");
    private static final Pattern NOT_YET =
            Pattern.compile("\\b(?:once|if|when|after|until|before|unless|as soon as)\\b.*");

    private Claims() {}

    /** Why the reply must not be sent, if so; in words for the model. */
    public static Optional<String> objection(Run run, Set<String> types, String text, List<String> reported) {
        Set<ActionId> done = run.entries(Settled.class)
                .filter(settled -> settled.end() == End.DONE)
                .map(Settled::action)
                .collect(Collectors.toSet());
        for (String id : reported) {
            if (done.stream().noneMatch(action -> action.value().equals(id))) {
                return Optional.of("it reports an action as done that was not done: " + id);
            }
        }
        Set<String> verbs = run.entries(Proposed.class)
                .filter(proposed -> done.contains(proposed.action().id()))
                .map(proposed -> past(proposed.action().type()))
                .collect(Collectors.toSet());
        Set<String> ours = types.stream().map(Claims::past).collect(Collectors.toSet());
        for (String sentence :
                SENTENCE.split(EMPHASIS.matcher(text).replaceAll("").toLowerCase(Locale.ROOT))) {
            String claimed = NOT_YET.matcher(sentence).replaceFirst("");
            Matcher active = ACTIVE.matcher(claimed);
            while (active.find()) {
                String verb = active.group(1);
                if ((isPast(verb) || ours.contains(verb))
                        && !LOOKING.contains(verb)
                        && !verbs.contains(verb)
                        && (verbs.isEmpty() || !SUMMING_UP.contains(verb))) {
                    return Optional.of("it says '" + active.group().strip() + "', and no such action was done");
                }
            }
            Matcher passive = PASSIVE.matcher(claimed);
            while (passive.find()) {
                String verb = passive.group(1) != null ? passive.group(1) : passive.group(2);
                if ((ours.contains(verb) || CHANGING.contains(verb)) && !verbs.contains(verb)) {
                    return Optional.of("it says '" + passive.group().strip() + "', and no such action was done");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isPast(String word) {
        return word.endsWith("ed") && !NO_PAST.contains(word)
                || SUMMING_UP.contains(word)
                || IRREGULAR.containsValue(word);
    }

    /** The past participle of an action's verb: "issued" of {@code key.issue}. */
    private static String past(String type) {
        String verb = type.substring(type.lastIndexOf('.') + 1).split("[_-]")[0].toLowerCase(Locale.ROOT);
        String irregular = IRREGULAR.get(verb);
        if (irregular != null) {
            return irregular;
        }
        if (verb.endsWith("e")) {
            return verb + "d";
        }
        return verb.matches(".*[^aeiou]y") ? verb.substring(0, verb.length() - 1) + "ied" : verb + "ed";
    }
}
