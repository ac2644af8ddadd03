package io.aegis.orchestrator.inbound.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.orchestrator.application.Answer;
import io.aegis.orchestrator.application.Approvals;
import io.aegis.orchestrator.application.Conversations;
import io.aegis.orchestrator.application.CustomerCards;
import io.aegis.orchestrator.application.Proposals;
import io.aegis.orchestrator.application.Refused;
import io.aegis.orchestrator.domain.User;
import io.aegis.orchestrator.inbound.rest.CurrentUser;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolArg;
import io.quarkiverse.mcp.server.ToolCallException;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Aegis for somebody's own assistant, over the Model Context Protocol: the rights are those of the token, as on the JSON API,
 * and the gate stands behind. There is no tool that approves.
 */
public class AegisTools {
    private static final Duration SETTLES = Duration.ofSeconds(10);
    private static final int MOST_FACTS = 100;

    private static final String CUSTOMER = "The customer's id. A customer leaves it out and means himself.";

    private final CustomerCards cards;
    private final Proposals proposals;
    private final Approvals approvals;
    private final CurrentUser user;

    AegisTools(CustomerCards cards, Proposals proposals, Approvals approvals, CurrentUser user) {
        this.cards = cards;
        this.proposals = proposals;
        this.approvals = approvals;
        this.user = user;
    }

    /** What can be proposed, as it is told. */
    record Action(String type, String title, String description, Map<String, ActionType.Argument> arguments) {
        static Action of(ActionType type) {
            return new Action(type.type(), type.title(), type.description(), type.arguments());
        }
    }

    @Tool(
            name = "customer_profile",
            description =
                    "What Aegis knows of a customer: stage, tier, plan, keys (never the keys themselves), tickets, health.",
            annotations = @Tool.Annotations(readOnlyHint = true))
    @RolesAllowed({User.CUSTOMER, User.SUCCESS_MANAGER, User.AGENT})
    String profile(@ToolArg(description = CUSTOMER, required = false) @Nullable String customer) {
        return told(() -> profile(customer, snapshot -> snapshot));
    }

    @Tool(
            name = "customer_health",
            description = "A customer's health: level, score of 100, and the reasons.",
            annotations = @Tool.Annotations(readOnlyHint = true))
    @RolesAllowed({User.CUSTOMER, User.SUCCESS_MANAGER, User.AGENT})
    String health(@ToolArg(description = CUSTOMER, required = false) @Nullable String customer) {
        return told(() -> profile(customer, CustomerSnapshot::health));
    }

    @Tool(
            name = "customer_timeline",
            description = "What happened to a customer, last learned first.",
            annotations = @Tool.Annotations(readOnlyHint = true))
    @RolesAllowed({User.CUSTOMER, User.SUCCESS_MANAGER, User.AGENT})
    String timeline(
            @ToolArg(description = CUSTOMER, required = false) @Nullable String customer,
            @ToolArg(description = "How many facts, 1 to 100.", defaultValue = "20") int limit) {
        return told(() -> {
            if (limit < 1 || limit > MOST_FACTS) {
                throw new Refused(Refused.Why.INVALID, "limit is 1 to " + MOST_FACTS);
            }
            User who = user.get();
            return given(cards.timeline(who, meant(who, customer), limit, user.token()), "state");
        });
    }

    @Tool(
            name = "list_actions",
            description = "The actions that can be proposed, with their arguments.",
            annotations = @Tool.Annotations(readOnlyHint = true))
    @RolesAllowed({User.CUSTOMER, User.SUCCESS_MANAGER, User.AGENT})
    String actions() {
        return told(() -> proposals.actions().stream().map(Action::of).toList());
    }

    @Tool(
            name = "propose_action",
            description =
                    "Proposes an action for a customer. Policy decides: it is carried out, held until a person approves it,"
                            + " or denied. The answer says how it stands after some seconds; the same call again says how it stands then.",
            annotations = @Tool.Annotations(readOnlyHint = false, idempotentHint = true))
    @RolesAllowed({User.CUSTOMER, User.SUCCESS_MANAGER, User.AGENT})
    @Blocking
    Uni<String> propose(
            @ToolArg(description = CUSTOMER, required = false) @Nullable String customer,
            @ToolArg(description = "The action's type, as list_actions tells it.") String type,
            @ToolArg(description = "The action's arguments, as a JSON object.") ObjectNode arguments,
            @ToolArg(
                            description =
                                    "A name of your own for this proposal, up to 120 characters. The same name again is the same"
                                            + " proposal.")
                    String key) {
        return translated(() -> proposals
                .propose(user.get(), customer == null ? null : customer(customer), type, arguments, key, SETTLES)
                .map(Json::text));
    }

    @Tool(
            name = "list_approvals",
            description = "The actions that wait for a person's decision. Deciding is for people, at the dashboard.",
            annotations = @Tool.Annotations(readOnlyHint = true))
    @RolesAllowed({User.APPROVER, User.SUCCESS_MANAGER, User.ADMIN, User.AUDITOR})
    String approvals() {
        return told(() -> given(approvals.held(user.token()), "approval"));
    }

    private Object profile(@Nullable String customer, Function<CustomerSnapshot, Object> part) {
        User who = user.get();
        return part.apply(given(cards.card(who, meant(who, customer), user.token()), "state"));
    }

    private static CustomerId meant(User who, @Nullable String customer) {
        return Conversations.meant(who, customer == null ? null : customer(customer));
    }

    private static CustomerId customer(String text) {
        try {
            return new CustomerId(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(Refused.Why.INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    private static <T> T given(Answer<T> answer, String service) {
        return switch (answer) {
            case Answer.Given<T>(T value) -> value;
            case Answer.Declined<T>(String words) -> throw new ToolCallException(words);
            case Answer.Unreachable<T>() ->
                throw new ToolCallException("The " + service + " service cannot be reached at the moment.");
        };
    }

    private static String told(Supplier<Object> result) {
        return translated(() -> Json.text(result.get()));
    }

    /** Refusals in the words of the protocol: an answer of the tool that says what was wrong. */
    private static <T> T translated(Supplier<T> call) {
        try {
            return call.get();
        } catch (Refused e) {
            throw new ToolCallException(String.valueOf(e.getMessage()));
        }
    }
}
