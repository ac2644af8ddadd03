package io.aegis.query;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Each key says what changes when it is changed. */
@ConfigMapping(prefix = "aegis.query")
public interface QueryConfig {
    /** Where links to tickets of the built-in store lead: this, a slash, and the ticket's id. */
    @WithDefault("${AEGIS_ORCHESTRATOR_URL:http://localhost:8080}/tickets")
    String ticketsUrl();

    /** The folder whose Markdown, HTML, OpenAPI and text files questions are answered from. Without it, the packaged pages. */
    @WithDefault("${AEGIS_KNOWLEDGE:}")
    Optional<Path> knowledge();

    /** Where that folder is published. Answers then link to this, a slash, and the passage's id; else to Aegis' own page. */
    @WithDefault("${AEGIS_KNOWLEDGE_URL:}")
    Optional<String> knowledgeUrl();

    /** How long a changed file may go unseen. Shorter looks at the folder more often. */
    @WithDefault("30s")
    Duration knowledgeCheck();

    /** Where Aegis' own page of a passage is: this, and the passage's id. */
    @WithDefault("${AEGIS_ORCHESTRATOR_URL:http://localhost:8080}/documentation?passage=")
    String passagesUrl();

    /** Tickets are issues in Jira, through the MCP server of that name, instead of rows in the built-in store. */
    Optional<Jira> jira();

    interface Jira {
        /** The key of the project that gets the tickets. */
        String project();

        /** The kind of issue a ticket becomes; Task unless it is set. */
        Optional<String> issueType();

        /** Where people look at issues: links lead there, for example {@code https://example.atlassian.net}. */
        String site();
    }

    /** Tickets are in Zendesk, instead of rows in the built-in store. */
    Optional<Zendesk> zendesk();

    interface Zendesk {
        /** Where Zendesk is: links lead there, and requests go there, for example {@code https://example.zendesk.com}. */
        String site();

        /** The mail address of the agent whose token it is; tickets are opened in that name. */
        Optional<String> user();

        /** An API token of that agent. */
        Optional<String> token();

        /** How long one call may take before the action is put back and looked up; ten seconds unless it is set. */
        Optional<Duration> timeout();
    }
}
