package io.aegis.onboarding.outbound;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.onboarding.OnboardingConfig;
import io.aegis.onboarding.application.Provider;
import io.quarkus.narayana.jta.QuarkusTransaction;
import java.time.Clock;
import java.util.Optional;

/**
 * The provider for a company that has connected none of its systems yet: it keeps a record of what would have been made,
 * and does nothing else. A mail is not sent, a sandbox is an address.
 */
final class BuiltInProvider implements Provider {
    private final OnboardingConfig config;
    private final Clock clock;

    BuiltInProvider(OnboardingConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    @Override
    public boolean inside() {
        return true;
    }

    @Override
    public Optional<ObjectNode> find(Kind kind, ActionId action) {
        return QuarkusTransaction.joiningExisting()
                .call(() -> ProvidedEntity.<ProvidedEntity>findByIdOptional(action.value())
                        .map(row -> Json.read(row.document, ObjectNode.class)));
    }

    @Override
    public ObjectNode make(Kind kind, ActionId action, CustomerId customer, ObjectNode details) {
        return find(kind, action)
                .orElseGet(() -> QuarkusTransaction.joiningExisting().call(() -> {
                    ObjectNode made = details.deepCopy().put("reference", kind.wireName() + "-" + action);
                    if (kind == Kind.SANDBOX) {
                        made.put(
                                "url",
                                "https://" + customer.value().toLowerCase(java.util.Locale.ROOT) + "."
                                        + config.sandboxDomain());
                    }
                    ProvidedEntity row = new ProvidedEntity();
                    row.action = action.value();
                    row.kind = kind.wireName();
                    row.customer = customer.value();
                    row.document = Json.text(made);
                    row.madeAt = clock.instant();
                    row.persist();
                    return made;
                }));
    }
}
