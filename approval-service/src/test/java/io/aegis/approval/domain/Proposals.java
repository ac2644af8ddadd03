package io.aegis.approval.domain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Grounds;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.RunId;
import io.aegis.contracts.Tier;
import io.aegis.contracts.TurnId;
import java.util.List;
import java.util.Map;

/** Proposed actions for tests. */
public final class Proposals {
    private Proposals() {}

    public static ProposedAction of(String id, String customer, String type, String arguments, Tier tier) {
        ObjectNode tree = Json.read(arguments, ObjectNode.class);
        return of(id, customer, type, tree, Json.hash(tree), tier);
    }

    /** The arguments were changed after the hash was taken. */
    public static ProposedAction tampered(String id, String customer, String type, String before, String after) {
        return of(
                id,
                customer,
                type,
                Json.read(after, ObjectNode.class),
                Json.hash(Json.read(before, ObjectNode.class)),
                Tier.NONE);
    }

    /** The same, asked for by somebody, in a turn of this intent. */
    static ProposedAction asked(ProposedAction action, String requester, Intent intent) {
        return new ProposedAction(
                action.id(),
                action.run(),
                action.turn(),
                action.conversation(),
                action.customer(),
                action.type(),
                action.arguments(),
                action.argumentsHash(),
                action.proposer(),
                requester,
                action.tier(),
                action.reason(),
                Map.of(),
                new Grounds(intent, "offline", "1", "1", List.of()));
    }

    private static ProposedAction of(
            String id, String customer, String type, ObjectNode arguments, String hash, Tier tier) {
        return new ProposedAction(
                new ActionId(id),
                new RunId("run-" + id),
                new TurnId("turn-" + id),
                new ConversationId("conversation-" + customer),
                new CustomerId(customer),
                type,
                arguments,
                hash,
                AgentName.QUERY,
                "requester",
                tier,
                "The customer asked for it.");
    }
}
