package io.aegis.state.application;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.state.application.BillingSystem.Name;
import io.aegis.state.application.BillingSystem.Notice;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Takes events of billing systems. One is put into the inbox of this service, under the billing system's own id and in the
 * transaction that remembers whose it is, and is understood when its customer's turn comes: what came in is safe before
 * anything about it can fail.
 */
@ApplicationScoped
public class Webhooks {
    private static final Logger LOG = Logger.getLogger(Webhooks.class);

    private final List<BillingSystem> systems;
    private final BillingAccounts accounts;
    private final Transactions transactions;

    Webhooks(@All List<BillingSystem> systems, BillingAccounts accounts, Transactions transactions) {
        this.systems = systems;
        this.accounts = accounts;
        this.transactions = transactions;
    }

    /**
     * Puts an event away, once. Returns when that is committed. Secrets in it are not kept.
     *
     * @param event of a sender who has proven himself; it is changed
     * @return false when it was there already
     */
    public boolean take(Name name, ObjectNode event) {
        Notice notice = system(name).notice(event);
        CustomerId owner = owner(name, notice);
        forgetSecrets(event);
        boolean news = transactions.call(owner, Cause.first(name.wireName() + "-" + notice.id()), unit -> {
            if (!owner.equals(WebhookReceived.NOBODY)) {
                accounts.remember(name, references(notice), owner);
            }
            return unit.enqueueOnce(name.wireName(), notice.id(), new WebhookReceived(owner, name, event));
        });
        if (news && owner.equals(WebhookReceived.NOBODY) && !notice.payments().isEmpty()) {
            LOG.warnf("a payment is nobody's, system=%s event=%s type=%s", name.wireName(), notice.id(), notice.type());
        }
        return news;
    }

    /** What an event that was taken says; nothing when it concerns no customer. Outside any transaction. */
    public List<CustomerFact> understand(WebhookReceived taken) {
        return taken.customer().equals(WebhookReceived.NOBODY)
                ? List.of()
                : system(taken.system()).facts(taken.event());
    }

    /** True when understanding it means a call to the billing system. */
    public boolean asksBack(WebhookReceived taken) {
        return !taken.customer().equals(WebhookReceived.NOBODY)
                && system(taken.system()).asksBack(taken.event());
    }

    /** A payment intent has one with which whoever reads it could pay. */
    private static void forgetSecrets(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(object.propertyStream()
                    .map(Map.Entry::getKey)
                    .filter(field -> field.contains("secret"))
                    .toList());
        }
        node.forEach(Webhooks::forgetSecrets);
    }

    private CustomerId owner(Name name, Notice notice) {
        return Optional.ofNullable(notice.named())
                .or(() -> accounts.owner(name, references(notice)))
                .or(() -> system(name).owner(notice))
                .orElse(WebhookReceived.NOBODY);
    }

    private static List<String> references(Notice notice) {
        return Stream.concat(Stream.ofNullable(notice.account()), notice.payments().stream())
                .toList();
    }

    private BillingSystem system(Name name) {
        return systems.stream().filter(one -> one.name() == name).findFirst().orElseThrow();
    }
}
