package io.aegis.agent.outbound.gemini;

import io.aegis.agent.domain.Ask;
import io.aegis.contracts.IntentRouted.Speaker;
import io.quarkus.qute.Engine;
import io.quarkus.qute.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The prompts among the resources: what an agent is told to be ({@code prompts/<agent>.md} with {@code prompts/rules.md}),
 * and how a message is put to it ({@code prompts/turn.md}). Each starts with its version. Thread-safe.
 */
final class Prompts {
    private static final Pattern FRONT = Pattern.compile("\\A---\\nversion: (\\d+)\\n---\\n+(.*)\\z", Pattern.DOTALL);

    private static final Engine ENGINE = Engine.builder().addDefaults().build();

    private final Source agent;
    private final Source rules;
    private final Source turn;

    Prompts(String agent) {
        this.agent = read(agent);
        this.rules = read("rules");
        this.turn = read("turn");
    }

    /** What people call it; the hash of the whole says it exactly. */
    String version() {
        return "%s-%d rules-%d turn-%d".formatted(agent.name, agent.version, rules.version, turn.version);
    }

    /** The same for every customer. */
    String instructions() {
        return agent.template.data("rules", rules.template.render()).render().strip();
    }

    /** The template of a message, as it is kept with the instructions. */
    String turn() {
        return turn.text;
    }

    String opening(Ask ask) {
        String memory = ask.memory().stream()
                .map(line -> (line.speaker() == Speaker.CUSTOMER ? "Customer: " : "You: ") + line.text())
                .collect(Collectors.joining("\n\n"));
        return turn.template
                .data("intent", ask.intent().wireName())
                .data("memory", memory.isEmpty() ? null : Untrusted.block("conversation", memory))
                .data("message", Untrusted.block("customer", ask.text()))
                .render()
                .strip();
    }

    private static Source read(String name) {
        try (InputStream in = Prompts.class.getResourceAsStream("/prompts/" + name + ".md")) {
            if (in == null) {
                throw new IllegalStateException("prompts/" + name + ".md is not packaged");
            }
            Matcher front = FRONT.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            if (!front.matches()) {
                throw new IllegalStateException("prompts/" + name + ".md does not start with its version");
            }
            return new Source(name, Integer.parseInt(front.group(1)), front.group(2), ENGINE.parse(front.group(2)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Source(String name, int version, String text, Template template) {}
}
