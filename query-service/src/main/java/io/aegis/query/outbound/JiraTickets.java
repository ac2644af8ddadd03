package io.aegis.query.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.ActionEffect;
import io.aegis.agent.application.OutsideTools;
import io.aegis.agent.application.OutsideTools.Answer;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.TicketId;
import io.aegis.messaging.NotNow;
import io.aegis.messaging.NotSent;
import io.aegis.query.QueryConfig;
import io.aegis.query.application.TicketStore;
import io.aegis.query.domain.Ticket;
import io.aegis.query.domain.Ticket.Priority;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tickets as issues in Jira, by the tools of mcp-atlassian. Labels say whose an issue is and which action opened it; an issue
 * without them is none of ours and is not shown. Thread-safe.
 */
final class JiraTickets implements TicketStore {
    static final String SERVER = "jira";
    static final String CREATE = "jira_create_issue";
    static final String SEARCH = "jira_search";
    static final String GET = "jira_get_issue";

    private static final String ACTION = "aegis-action-";
    private static final String CUSTOMER = "aegis-customer-";
    private static final String CONVERSATION = "aegis-conversation-";
    private static final String FIELDS = "summary,description,labels,priority,created";
    private static final Set<String> HIGH = Set.of("High", "Highest");

    /** The server searches for so many at a time, at the most. */
    private static final int MOST = 50;

    /** Jira finds a new issue only after a while: before that, an issue that is not found may be there all the same. */
    private static final Duration INDEXED_AFTER = Duration.ofSeconds(10);

    private static final DateTimeFormatter CREATED = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'");

    private final QueryConfig.Jira config;
    private final OutsideTools outside;
    private final Clock clock;
    private final Map<ActionId, Instant> firstMissed = new ConcurrentHashMap<>();

    JiraTickets(QueryConfig.Jira config, OutsideTools outside, Clock clock) {
        this.config = config;
        this.outside = outside;
        this.clock = clock;
    }

    /** @throws NotNow until Jira has had the time to find it */
    @Override
    public Optional<Ticket> find(ActionId action) {
        Optional<Ticket> found = search(ACTION + action, 1).stream().findFirst();
        if (found.isEmpty()) {
            Instant since = firstMissed.computeIfAbsent(action, missed -> clock.instant());
            if (clock.instant().isBefore(since.plus(INDEXED_AFTER))) {
                throw new NotNow("jira may not find a new issue yet");
            }
        }
        firstMissed.remove(action);
        return found;
    }

    @Override
    public Optional<Ticket> find(TicketId ticket) {
        if (!ticket.value().matches("\\Q" + config.project() + "\\E-[1-9][0-9]{0,17}")) {
            return Optional.empty();
        }
        return switch (outside.call(
                SERVER, GET, Json.object().put("issue_key", ticket.value()).put("fields", FIELDS))) {
            case Answer.Given given -> read(given.text()).flatMap(this::ticket);
            case Answer.Refused notThere -> Optional.empty();
            case Answer.Unreached unreached -> throw new ActionEffect.Away(unreached.reason());
            case Answer.Unknown unknown -> throw new ActionEffect.Away(unknown.reason());
        };
    }

    @Override
    public List<Ticket> latest(@Nullable CustomerId customer, int most) {
        return search(customer == null ? null : CUSTOMER + customer, Math.min(most, MOST));
    }

    @Override
    public Ticket open(ActionId action, Draft draft) {
        ObjectNode fields = Json.object();
        Stream.of(ACTION + action, CUSTOMER + draft.customer(), CONVERSATION + draft.conversation())
                .forEach(fields.putArray("labels")::add);
        if (draft.priority() == Priority.HIGH) {
            fields.putObject("priority").put("name", "High");
        }
        Answer answer = outside.call(
                SERVER,
                CREATE,
                Json.object()
                        .put("project_key", config.project())
                        .put("issue_type", config.issueType().orElse("Task"))
                        .put("summary", draft.subject().replaceAll("\\s+", " "))
                        .put("description", draft.body())
                        .put("additional_fields", Json.text(fields)));
        return switch (answer) {
            case Answer.Given given ->
                read(given.text())
                        .map(said -> said.path("issue").path("key").asText())
                        .filter(key -> !key.isEmpty())
                        .map(key -> opened(key, draft))
                        .orElseThrow(() -> new ActionEffect.Away(
                                "Jira's answer cannot be read; it is not known whether" + " a ticket was opened."));
            // Behind an error there may be a time-out, and behind that an issue: it is looked for before the next try.
            case Answer.Refused refused -> throw new ActionEffect.Away(refused.reason());
            case Answer.Unreached unreached -> throw new NotSent(unreached.reason());
            case Answer.Unknown unknown ->
                throw new ActionEffect.Away(unknown.reason() + " It is not known whether a ticket was opened.");
        };
    }

    private Ticket opened(String key, Draft draft) {
        return new Ticket(
                new TicketId(key),
                draft.customer(),
                draft.conversation(),
                draft.subject(),
                draft.body(),
                draft.priority(),
                link(key),
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    private List<Ticket> search(@Nullable String label, int most) {
        String which = label == null ? "labels is not EMPTY" : "labels = \"" + label + "\"";
        ObjectNode arguments = Json.object()
                .put("jql", "project = \"" + config.project() + "\" AND " + which + " ORDER BY created DESC")
                .put("fields", FIELDS)
                .put("limit", most);
        return switch (outside.call(SERVER, SEARCH, arguments)) {
            case Answer.Given given ->
                read(given.text()).stream()
                        .flatMap(found -> elements(found.path("issues")))
                        .filter(issue -> label == null || labels(issue).contains(label))
                        .flatMap(issue -> ticket(issue).stream())
                        .toList();
            case Answer.Refused refused -> throw new ActionEffect.Away(refused.reason());
            case Answer.Unreached unreached -> throw new ActionEffect.Away(unreached.reason());
            case Answer.Unknown unknown -> throw new ActionEffect.Away(unknown.reason());
        };
    }

    /** Empty for an issue that Aegis did not open. */
    private Optional<Ticket> ticket(JsonNode issue) {
        Set<String> labels = labels(issue);
        Optional<String> customer = after(CUSTOMER, labels);
        Optional<String> conversation = after(CONVERSATION, labels);
        String key = issue.path("key").asText();
        if (customer.isEmpty() || conversation.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Ticket(
                new TicketId(key),
                new CustomerId(customer.get()),
                new ConversationId(conversation.get()),
                issue.path("summary").asText(),
                issue.path("description").asText(),
                HIGH.contains(issue.path("priority").path("name").asText()) ? Priority.HIGH : Priority.NORMAL,
                link(key),
                created(issue.path("created").asText())));
    }

    private String link(String key) {
        return config.site().replaceAll("/+$", "") + "/browse/" + key;
    }

    private static Set<String> labels(JsonNode issue) {
        return elements(issue.path("labels")).map(JsonNode::asText).collect(Collectors.toSet());
    }

    private static Optional<String> after(String prefix, Set<String> labels) {
        return labels.stream()
                .filter(label -> label.startsWith(prefix))
                .map(label -> label.substring(prefix.length()))
                .findFirst();
    }

    /** As the server prints times, or as Jira does. */
    private Instant created(String text) {
        try {
            return text.endsWith("UTC")
                    ? LocalDateTime.parse(text, CREATED).toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static Optional<ObjectNode> read(String text) {
        try {
            return Optional.of(Json.read(text, ObjectNode.class));
        } catch (Json.Unreadable e) {
            return Optional.empty();
        }
    }
}
