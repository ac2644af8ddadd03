package io.aegis.query.skill;

import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.Situation;
import io.aegis.agent.domain.Skill;
import io.aegis.agent.domain.ToolCall;
import io.aegis.agent.domain.Tools;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Environment;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.KeyReference;
import io.aegis.contracts.Offer;
import io.aegis.query.application.DocumentationTool;
import io.aegis.query.application.DocumentationTool.Found;
import io.aegis.query.domain.Passage;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shows the first call in the customer's language, with the customer's own test key and site. It does nothing: what is
 * missing is said and offered.
 */
@ApplicationScoped
class ShowCode implements Skill {
    /** Languages that customers ask for and there is no example in. "Go" alone is a verb more often than a language. */
    private static final Pattern OTHER =
            Pattern.compile("(?<!\\w)(ruby|php|c#|\\.net|kotlin|scala|rust|golang|(?<=in )go)(?!\\w)");

    @Override
    public Set<Intent> intents() {
        return Set.of(Intent.INTEGRATE);
    }

    @Override
    public ModelAnswer next(Situation situation) {
        String text = situation.ask().text();
        Optional<CustomerSnapshot> profile = situation.profile();
        Optional<Found> found = DocumentationTool.found(situation.run());
        if (profile.isEmpty() || found.isEmpty()) {
            return ModelAnswer.CallTools.of(ToolCall.of(Tools.PROFILE), DocumentationTool.call(text));
        }
        Optional<CustomerSnapshot.Key> key = testKey(profile.get());
        String reply = introduction(text, key)
                + "\n\n"
                + language(text)
                        .example(
                                site(profile.get()),
                                key.map(k -> KeyReference.to(k.key())).orElse("YOUR_TEST_KEY"))
                + seeAlso(found.get().passages());
        return new ModelAnswer.Say(reply, key.isPresent() ? List.of() : List.of(issueTestKey()));
    }

    private static Language language(String text) {
        return Language.namedIn(text).orElse(otherLanguage(text).isPresent() ? Language.CURL : Language.PYTHON);
    }

    private static String introduction(String text, Optional<CustomerSnapshot.Key> key) {
        String what = (Language.namedIn(text).isPresent() ? Optional.<String>empty() : otherLanguage(text))
                .map(other -> "I have no example in %s, so here is plain HTTP, which works from every language"
                        .formatted(other))
                .orElse("Here is a first call in " + language(text).title());
        return key.map(own -> what + ", with your test key ending in " + own.hint() + ".")
                .orElse(what
                        + ". You have no test key yet, so a placeholder stands in its place: I can issue one now, and when you ask "
                        + "again it is in the code.");
    }

    private static Optional<String> otherLanguage(String text) {
        Matcher other = OTHER.matcher(text.toLowerCase(Locale.ROOT));
        return other.find()
                ? Optional.of(
                        switch (other.group(1)) {
                            case "php" -> "PHP";
                            case "c#" -> "C#";
                            case ".net" -> ".NET";
                            case "golang" -> "Go";
                            default ->
                                other.group(1).substring(0, 1).toUpperCase(Locale.ROOT)
                                        + other.group(1).substring(1);
                        })
                : Optional.empty();
    }

    /** The site is the first part of the sandbox's host name. */
    private static String site(CustomerSnapshot customer) {
        return Optional.ofNullable(customer.sandboxUrl())
                .map(url -> URI.create(url).getHost())
                .map(host -> host.split("\\.", 2)[0])
                .orElse("YOUR_SITE");
    }

    private static String seeAlso(List<Passage> passages) {
        return passages.isEmpty()
                ? ""
                : "\n\nSee also in the documentation: " + passages.get(0).source() + ".";
    }

    private static Offer issueTestKey() {
        return new Offer(
                "test-key",
                "Issue a test key",
                "key.issue",
                Json.object().put("environment", Environment.TEST.wireName()));
    }

    private static Optional<CustomerSnapshot.Key> testKey(CustomerSnapshot customer) {
        return customer.keys().stream()
                .filter(key -> key.environment() == Environment.TEST)
                .reduce((earlier, later) -> later);
    }
}
