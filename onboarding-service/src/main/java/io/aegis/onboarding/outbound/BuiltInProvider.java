package io.aegis.onboarding.outbound;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.onboarding.application.BillingProvider;
import io.aegis.onboarding.application.MailProvider;
import io.aegis.onboarding.application.SandboxProvider;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * For a company that has connected none of its systems yet: it keeps a record of what would have been made, and does
 * nothing else. A mail is not sent, a sandbox is an address.
 */
final class BuiltInProvider implements BillingProvider, SandboxProvider, MailProvider {
    private final String sandboxDomain;
    private final Clock clock;
    private final Provided provided;

    BuiltInProvider(String sandboxDomain, Clock clock, Provided provided) {
        this.provided = provided;
        this.sandboxDomain = sandboxDomain;
        this.clock = clock;
    }

    @Override
    public boolean inside() {
        return true;
    }

    @Override
    public Optional<Made> find(Order order) {
        return provided.find(order.action()).map(Details::made);
    }

    @Override
    public Made make(Order order) {
        Details wanted = Details.of(order.change());
        return Details.made(keep(wanted.kind(), order.action(), order.customer(), wanted.body()));
    }

    @Override
    public Optional<Sandbox> findSandbox(ActionId action, CustomerId customer) {
        return provided.find(action).map(Details::sandbox);
    }

    @Override
    public Sandbox makeSandbox(ActionId action, CustomerId customer) {
        String url = "https://" + customer.value().toLowerCase(Locale.ROOT) + "." + sandboxDomain;
        return Details.sandbox(
                keep(Details.SANDBOXES, action, customer, Json.object().put("url", url)));
    }

    @Override
    public Optional<Instant> findMail(ActionId action) {
        return provided.find(action).map(Details::at);
    }

    @Override
    public Instant sendMail(ActionId action, CustomerId customer, Letter letter) {
        return Details.at(keep(Details.MAILS, action, customer, Details.of(letter)));
    }

    private ObjectNode keep(String kind, ActionId action, CustomerId customer, ObjectNode details) {
        return provided.find(action).orElseGet(() -> {
            ObjectNode made = details.put("reference", kind + "-" + action)
                    .put("at", clock.instant().toString());
            provided.keep(action, kind, customer, made);
            return made;
        });
    }
}
