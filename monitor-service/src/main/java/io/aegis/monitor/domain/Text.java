package io.aegis.monitor.domain;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message with places: {@code {customer.TRAIT}} and {@code {fact.TRAIT}}, and what to say instead where the trait may be
 * absent: {@code {customer.name|there}}.
 */
public record Text(String template) {
    private static final Pattern PLACE =
            Pattern.compile("\\{(?<of>customer|fact)\\.(?<trait>[A-Za-z.]+)(\\|(?<otherwise>[^{}]*))?}");

    public Text {
        if (PLACE.matcher(template).replaceAll("").chars().anyMatch(c -> c == '{' || c == '}')) {
            throw new IllegalArgumentException(
                    "a place is {customer.TRAIT}, {fact.TRAIT} or one of them with |otherwise");
        }
    }

    /** The message, or what it lacks. */
    sealed interface Filled {
        record Said(String text) implements Filled {}

        record Lacking(String place) implements Filled {}
    }

    /** The traits named of {@code customer} or of {@code fact}. */
    public Set<String> traitsOf(String source) {
        Set<String> names = new TreeSet<>();
        PLACE.matcher(template)
                .results()
                .filter(place -> place.group(1).equals(source))
                .forEach(place -> names.add(place.group(2)));
        return names;
    }

    Filled fill(Traits customer, Traits fact) {
        StringBuilder text = new StringBuilder();
        Matcher places = PLACE.matcher(template);
        while (places.find()) {
            String value = (places.group("of").equals("fact") ? fact : customer).get(places.group("trait"));
            String said = value == null ? places.group("otherwise") : value;
            if (said == null) {
                return new Filled.Lacking(places.group("of") + "." + places.group("trait"));
            }
            places.appendReplacement(text, Matcher.quoteReplacement(said));
        }
        return new Filled.Said(places.appendTail(text).toString().strip());
    }
}
