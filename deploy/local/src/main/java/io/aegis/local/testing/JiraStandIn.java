package io.aegis.local.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Jira behind mcp-atlassian, for tests: some of its tools with their argument schemas and the shapes of its answers, as
 * version 0.23.1 gives them. What was done is told at {@code /calls} beside the server's address.
 */
public final class JiraStandIn implements QuarkusTestResourceLifecycleManager {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LABEL = Pattern.compile("labels = \"([^\"]+)\"");

    private static final String CREATE = """
            {"type":"object","additionalProperties":false,"required":["project_key","summary","issue_type"],"properties":{
             "project_key":{"type":"string","pattern":"^[A-Z][A-Z0-9_]+$"},"summary":{"type":"string"},
             "issue_type":{"type":"string"},"assignee":{"type":"string"},"description":{"type":"string"},
             "components":{"type":"string"},"additional_fields":{"type":"string"}}}""";
    private static final String SEARCH = """
            {"type":"object","additionalProperties":false,"required":["jql"],"properties":{
             "jql":{"type":"string"},"fields":{"type":"string"},"limit":{"type":"integer","minimum":1},
             "start_at":{"type":"integer","minimum":0}}}""";
    private static final String GET = """
            {"type":"object","additionalProperties":false,"required":["issue_key"],"properties":{
             "issue_key":{"type":"string","pattern":"^[A-Z][A-Z0-9_]+-\\\\d+(?:-\\\\d+)*$"},"fields":{"type":"string"}}}""";
    private static final String COMMENT = """
            {"type":"object","additionalProperties":false,"required":["issue_key","body"],"properties":{
             "issue_key":{"type":"string","pattern":"^[A-Z][A-Z0-9_]+-\\\\d+(?:-\\\\d+)*$"},"body":{"type":"string"}}}""";

    private final List<ObjectNode> issues = new CopyOnWriteArrayList<>();
    private @Nullable McpStandIn server;

    @Override
    public Map<String, String> start() {
        server = new McpStandIn()
                .with("jira_create_issue", CREATE, this::create)
                .with("jira_search", SEARCH, this::search)
                .with("jira_get_issue", GET, this::get)
                .with(
                        "jira_add_comment",
                        COMMENT,
                        comment -> JSON.createObjectNode().put("id", "c1"))
                .with("jira_delete_issue", GET, issue -> TextNode.valueOf("gone"))
                .open();
        // Somebody else's issue, in the same project.
        create(JSON.createObjectNode()
                .put("summary", "Not from here")
                .put("additional_fields", "{\"labels\":[\"x\"]}"));
        return Map.of(
                "aegis.mcp.servers.jira.transport", "streamable-http",
                "aegis.mcp.servers.jira.url", server.url(),
                "aegis.mcp.servers.jira.read-only", "jira_search,jira_get_issue",
                "aegis.mcp.servers.jira.changing", "jira_create_issue,jira_add_comment",
                "aegis.mcp.servers.jira.agents", "query",
                "aegis.mcp.servers.jira.timeout", "1s",
                "aegis.query.jira.project", "SUP",
                "aegis.query.jira.site", "https://example.atlassian.net/");
    }

    @Override
    public void stop() {
        if (server != null) {
            server.close();
        }
    }

    private JsonNode create(JsonNode arguments) {
        ObjectNode issue = JSON.createObjectNode()
                .put("id", String.valueOf(10_000 + issues.size()))
                .put("key", "SUP-" + (issues.size() + 1))
                .put("summary", arguments.path("summary").asText())
                .put("description", arguments.path("description").asText())
                .put("created", "2026-03-01 10:00:00 UTC");
        try {
            JsonNode more = JSON.readTree(arguments.path("additional_fields").asText("{}"));
            issue.set("labels", more.path("labels"));
            issue.putObject("priority")
                    .put("name", more.path("priority").path("name").asText("Medium"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
        issues.add(issue);
        ObjectNode answer = JSON.createObjectNode().put("message", "Issue created successfully");
        answer.set("issue", issue);
        return answer;
    }

    private JsonNode search(JsonNode arguments) {
        Matcher label = LABEL.matcher(arguments.path("jql").asText());
        ObjectNode answer = JSON.createObjectNode();
        boolean one = label.find();
        issues.reversed().stream()
                .filter(issue -> !one || issue.path("labels").toString().contains("\"" + label.group(1) + "\""))
                .limit(arguments.path("limit").asInt(10))
                .forEach(answer.withArray("issues")::add);
        return answer.put("total", answer.withArray("issues").size());
    }

    private JsonNode get(JsonNode arguments) {
        return issues.stream()
                .filter(issue -> issue.path("key").equals(arguments.path("issue_key")))
                .<JsonNode>map(issue -> issue)
                .findFirst()
                .orElseGet(() -> TextNode.valueOf("Error calling tool 'get_issue': not found"));
    }
}
