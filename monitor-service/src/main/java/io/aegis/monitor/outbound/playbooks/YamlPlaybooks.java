package io.aegis.monitor.outbound.playbooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.monitor.application.Happenings;
import io.aegis.monitor.application.PlaybookFormat;
import io.aegis.monitor.domain.Condition;
import io.aegis.monitor.domain.Cooldown;
import io.aegis.monitor.domain.Goal;
import io.aegis.monitor.domain.Help;
import io.aegis.monitor.domain.Message;
import io.aegis.monitor.domain.Playbook;
import io.aegis.monitor.domain.Text;
import io.aegis.monitor.domain.Traits;
import io.aegis.monitor.domain.Trigger;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Playbooks in YAML, as docs/playbooks.md describes them. Every name is held against what there is. Thread-safe. */
@ApplicationScoped
public class YamlPlaybooks implements PlaybookFormat {
    private static final int LONGEST = 32_000;
    private static final int DEEPEST = 10;
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Trigger NO_TRIGGER = new Trigger("", Map.of(), "at", Duration.ZERO, Duration.ZERO, Set.of());
    private static final Condition ANY = Condition.present(true);
    private static final Message NOTHING = Message.of(new Text(""));
    private static final Text A_SUBJECT = new Text("subject");

    private final ActionCatalogue catalogue = ActionCatalogue.packaged();

    @Override
    public Reading read(String text) {
        List<Fault> faults = new ArrayList<>();
        Optional<Playbook> playbook = document(text, faults).flatMap(node -> playbook(node, faults));
        return playbook.isPresent() && faults.isEmpty()
                ? new Reading.Sound(playbook.get())
                : new Reading.Faulty(faults.stream()
                        .sorted(Comparator.comparingInt(Fault::line))
                        .toList());
    }

    /** The packaged ones, in the order of their index. */
    @Override
    public List<Packaged> packaged() {
        return resource("index.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(name -> new Packaged(name + ".yaml", resource(name + ".yaml")))
                .toList();
    }

    private static String resource(String file) {
        try (InputStream in = YamlPlaybooks.class.getResourceAsStream("/playbooks/" + file)) {
            if (in == null) {
                throw new IllegalStateException("playbooks/" + file + " is not packaged");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("playbooks/" + file + " cannot be read", e);
        }
    }

    /** Without anchors, which a playbook has no use for and a small text can make a huge document of. */
    private static Optional<Node> document(String text, List<Fault> faults) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(DEEPEST);
        options.setCodePointLimit(LONGEST);
        try {
            Node node = new Yaml(options).compose(new StringReader(text));
            if (node == null) {
                faults.add(new Fault(1, "the document is empty"));
            }
            return Optional.ofNullable(node);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            faults.add(new Fault(line, e.getProblem()));
        } catch (YAMLException e) {
            faults.add(new Fault(1, String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    private Optional<Playbook> playbook(Node node, List<Fault> faults) {
        YamlSection document = new YamlSection("", node, faults);
        String id = document.required("id", "", YamlSection.Value::text);
        String title = document.required("title", "", YamlSection.Value::text);
        int priority = document.optional("priority", 50, YamlSection.Value::number);
        Trigger trigger = document.required("trigger", NO_TRIGGER, value -> trigger(value.section()));
        Map<String, Condition> segment =
                document.optional("segment", Map.of(), value -> conditions(value, CustomerSnapshot.class));
        Map<String, Condition> condition =
                document.optional("condition", Map.of(), value -> conditions(value, CustomerSnapshot.class));
        Cooldown cooldown =
                document.required("cooldown", new Cooldown.Forever(), value -> Cooldown.parse(value.text()));
        Optional<Goal> goal =
                document.given("goal", value -> goal(value.section())).flatMap(Function.identity());
        int holdOut = document.optional("hold-out", 0, YamlSection.Value::number);
        Optional<Help> help =
                document.given("help", value -> help(value.section())).flatMap(Function.identity());
        Set<String> customer = Traits.names(CustomerSnapshot.class);
        Set<String> fact = traitsOf(Happenings.facts().get(trigger.after()));
        Map<String, Message> messages = document.required(
                "messages",
                Map.of(),
                value -> value.section().each(NOTHING, message -> message(message, customer, fact)));
        document.nothingElse();
        if (!faults.isEmpty()) {
            return Optional.empty();
        }
        List<Playbook> made = new ArrayList<>();
        document.check(() -> made.add(new Playbook(
                id,
                title,
                priority,
                trigger,
                segment,
                condition,
                cooldown,
                goal.orElse(null),
                holdOut,
                help.orElse(null),
                new LinkedHashMap<>(messages))));
        return made.stream().findFirst();
    }

    private static Trigger trigger(YamlSection section) {
        String after = section.required("after", "", value -> fact(value.text()));
        Map<String, Condition> where = section.optional(
                "where", Map.of(), value -> conditions(value, Happenings.facts().get(after)));
        String measuredFrom = section.optional("measured-from", "at", value -> time(after, value.text()));
        Duration delay = section.required("delay", Duration.ZERO, value -> Duration.parse(value.text()));
        Duration lapsesAfter = section.required("lapses-after", A_DAY, value -> Duration.parse(value.text()));
        Set<String> unless = section.optional(
                "unless",
                Set.of(),
                value -> value.texts().stream().map(YamlPlaybooks::fact).collect(Collectors.toSet()));
        section.nothingElse();
        List<Trigger> made = new ArrayList<>(List.of(NO_TRIGGER));
        section.check(() -> made.add(new Trigger(after, where, measuredFrom, delay, lapsesAfter, unless)));
        return made.getLast();
    }

    private static Optional<Goal> goal(YamlSection section) {
        String fact = section.required("fact", "", value -> fact(value.text()));
        Map<String, Condition> where = section.optional(
                "where", Map.of(), value -> conditions(value, Happenings.facts().get(fact)));
        Duration within = section.required("within", A_DAY, value -> Duration.parse(value.text()));
        section.nothingElse();
        List<Goal> made = new ArrayList<>();
        section.check(() -> made.add(new Goal(fact, where, within)));
        return made.stream().findFirst();
    }

    private Optional<Help> help(YamlSection section) {
        Optional<Help> task = section.given("task", value -> task(value.text()));
        Optional<ActionType> action = section.given("action", value -> action(value.text()));
        ObjectNode arguments = section.optional("arguments", Json.object(), value -> arguments(value.section()));
        section.nothingElse();
        List<Help> made = new ArrayList<>(task.stream().toList());
        section.check(() -> {
            if (task.isPresent() == action.isPresent()) {
                throw new IllegalArgumentException("help is either a task or an action");
            }
            action.ifPresent(type -> made.add(new Help.Action(type.type(), complete(type, arguments))));
        });
        return made.stream().findFirst();
    }

    private static Help task(String name) {
        for (Intent intent : Intent.values()) {
            if (intent.wireName().equals(name) && intent != Intent.OFFER_ACCEPTED && intent != Intent.UNKNOWN) {
                return new Help.Task(intent);
            }
        }
        throw new IllegalArgumentException("'" + name + "' is nothing that an agent sees to");
    }

    private ActionType action(String type) {
        return catalogue
                .find(type)
                .orElseThrow(() -> new IllegalArgumentException("'%s' is none of %s"
                        .formatted(
                                type,
                                catalogue.all().stream().map(ActionType::type).toList())));
    }

    private static ObjectNode complete(ActionType type, ObjectNode arguments) {
        try {
            return type.complete(arguments);
        } catch (ActionType.Refused e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static ObjectNode arguments(YamlSection section) {
        ObjectNode arguments = Json.object();
        section.<JsonNode>each(TextNode.valueOf(""), YamlPlaybooks::argument).forEach(arguments::set);
        return arguments;
    }

    /** A number where it is written as one. */
    private static JsonNode argument(YamlSection.Value value) {
        String text = value.text();
        return !value.isQuoted() && text.matches("-?[0-9]{1,9}")
                ? IntNode.valueOf(value.number())
                : TextNode.valueOf(text);
    }

    private static Map<String, Condition> conditions(YamlSection.Value value, @Nullable Class<? extends Record> type) {
        return value.section().each(ANY, named -> {
            known(Set.of(named.name()), traitsOf(type));
            Condition condition = condition(named.section());
            if (type != null && condition.in() != null) {
                known(condition.in(), Traits.words(type, named.name()));
            }
            return condition;
        });
    }

    private static Condition condition(YamlSection section) {
        Optional<Boolean> present = section.given("present", YamlSection.Value::truth);
        Optional<List<String>> in = section.given("in", YamlSection.Value::texts);
        Optional<BigDecimal> atLeast = section.given("at-least", value -> decimal(value.text()));
        Optional<BigDecimal> below = section.given("below", value -> decimal(value.text()));
        section.nothingElse();
        List<Condition> made = new ArrayList<>(List.of(ANY));
        section.check(() -> made.add(
                new Condition(present.orElse(null), in.orElse(null), atLeast.orElse(null), below.orElse(null))));
        return made.getLast();
    }

    private static BigDecimal decimal(String text) {
        if (!text.matches("-?[0-9]{1,12}(\\.[0-9]{1,6})?")) {
            throw new IllegalArgumentException("'" + text + "' is no number");
        }
        return new BigDecimal(text);
    }

    /** A text for the conversation, or that and a mail. */
    private static Message message(YamlSection.Value value, Set<String> customer, Set<String> fact) {
        if (!value.isSection()) {
            return Message.of(text(value, customer, fact));
        }
        YamlSection section = value.section();
        Text said = section.required("text", NOTHING.text(), text -> text(text, customer, fact));
        Optional<Message.Mail> mail = section.given("mail", letter -> mail(letter.section(), said, customer, fact));
        section.nothingElse();
        return new Message(said, mail.orElse(null));
    }

    /** @param said what the mail says too when it has no text of its own */
    private static Message.Mail mail(YamlSection section, Text said, Set<String> customer, Set<String> fact) {
        Text subject = section.required("subject", A_SUBJECT, value -> text(value, customer, fact));
        Text text = section.optional("text", said, value -> text(value, customer, fact));
        section.nothingElse();
        List<Message.Mail> made = new ArrayList<>(List.of(new Message.Mail(A_SUBJECT, NOTHING.text())));
        section.check(() -> made.add(new Message.Mail(subject, text)));
        return made.getLast();
    }

    private static Text text(YamlSection.Value value, Set<String> customer, Set<String> fact) {
        Text text = new Text(value.text());
        known(text.traitsOf("customer"), customer);
        known(text.traitsOf("fact"), fact);
        return text;
    }

    private static String fact(String name) {
        known(Set.of(name), Happenings.facts().keySet());
        return name;
    }

    private static String time(String fact, String name) {
        Class<? extends Record> type = Happenings.facts().get(fact);
        if (type != null && !Traits.isTime(type, name)) {
            throw new IllegalArgumentException(name + " is no time of " + fact);
        }
        return name;
    }

    /** Nothing of what is no fact; that it is none was said already. */
    private static Set<String> traitsOf(@Nullable Class<? extends Record> type) {
        return type == null ? Set.of() : Traits.names(type);
    }

    /** @param known empty when there is nothing to hold the names against */
    private static void known(Collection<String> names, Set<String> known) {
        for (String name : names) {
            if (!known.isEmpty() && !known.contains(name)) {
                throw new IllegalArgumentException("'%s' is none of %s".formatted(name, new TreeSet<>(known)));
            }
        }
    }
}
