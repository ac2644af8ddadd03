package io.aegis.orchestrator.inbound.web;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.orchestrator.application.Approvals.Event;
import io.aegis.orchestrator.application.ConversationView;
import io.aegis.orchestrator.application.DemoUsers.Persona;
import io.aegis.orchestrator.application.Documentation;
import io.aegis.orchestrator.application.Interventions;
import io.aegis.orchestrator.application.Tickets;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.User;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateInstance;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pages, and the parts of them that come by themselves. What is raw HTML says so by its type; all else is escaped. */
@CheckedTemplate(basePath = "")
final class Templates {
    private Templates() {}

    /** @param complaint empty at first */
    static native TemplateInstance login(List<Persona> personas, String complaint);

    /** For staff who have not named a customer. */
    static native TemplateInstance desk(Frame frame);

    /** @param key for the composer: sending a message twice under one key says it once */
    static native TemplateInstance chat(
            Frame frame,
            CustomerId customer,
            @Nullable ConversationView conversation,
            List<Conversation> conversations,
            RawString log,
            String key);

    static native TemplateInstance chat$list(
            CustomerId customer, List<Conversation> conversations, @Nullable ConversationId current);

    /** @param person whether the writer has the conversation in place of the agents */
    static native TemplateInstance chat$composer(ConversationId id, String key, boolean person);

    /** Who has the conversation, and the way to take it over or give it back. */
    static native TemplateInstance chat$handoff(ConversationView conversation, User reader);

    /** @param known stands for the list, so that a poll can tell whether it changed */
    static native TemplateInstance handoffs(Frame frame, List<Conversation> waiting, String known);

    static native TemplateInstance handoffs$list(Frame frame, List<Conversation> waiting, String known);

    static native TemplateInstance log$asked(ConversationView.Line line);

    static native TemplateInstance log$replied(ConversationView.Line line, RawString words);

    static native TemplateInstance log$intervened(ConversationView.Line line, RawString words);

    /** What a person of the team wrote, and that one came or went. */
    static native TemplateInstance log$person(ConversationView.Line line);

    /** @param judges whether the reader is the customer */
    static native TemplateInstance log$progress(
            ConversationId conversation, ConversationView.Turn turn, boolean judges);

    /**
     * What one can do about a turn's replies.
     *
     * @param last whether it now belongs at the end, below a new reply
     */
    static native TemplateInstance log$foot(
            ConversationId conversation, ConversationView.Turn turn, boolean last, boolean judges);

    static native TemplateInstance card(CustomerSnapshot customer, Instant now);

    static native TemplateInstance card$missing(String words);

    static native TemplateInstance interventions(List<Interventions.Raised> raised, String words);

    /**
     * @param known stands for the list, so that a poll can tell whether it changed
     * @param notice what came of a decision; empty otherwise
     */
    static native TemplateInstance approvals(
            Frame frame, List<HeldAction> held, String known, Notice notice, Instant now);

    static native TemplateInstance approvals$inbox(
            Frame frame, List<HeldAction> held, String known, Notice notice, Instant now);

    /** @param words why there is nothing to show; empty otherwise */
    static native TemplateInstance approvals$events(List<Event> events, String words);

    static native TemplateInstance ticket(Frame frame, Tickets.Opened ticket);

    static native TemplateInstance passage(Frame frame, Documentation.Passage passage, RawString words);

    static native TemplateInstance error(String title, String detail);

    static native TemplateInstance error$words(String title, String detail);

    /** @param good whether what was wanted happened */
    record Notice(String words, boolean good) {
        static final Notice NONE = new Notice("", true);
    }
}
