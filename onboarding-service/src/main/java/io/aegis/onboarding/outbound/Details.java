package io.aegis.onboarding.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.Json;
import io.aegis.onboarding.application.BillingProvider.Change;
import io.aegis.onboarding.application.BillingProvider.Made;
import io.aegis.onboarding.application.MailProvider.Letter;
import io.aegis.onboarding.application.SandboxProvider.Sandbox;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * A thing as JSON, as the built-in provider keeps it and the hook is told of it.
 *
 * @param kind what sort of thing, in the plural, as in the hook's addresses
 */
record Details(String kind, ObjectNode body) {
    static final String SANDBOXES = "sandboxes";
    static final String MAILS = "mails";

    static Details of(Change change) {
        return switch (change) {
            case Change.Trial trial -> new Details("trials", Json.object().put("days", trial.days()));
            case Change.Plan plan ->
                new Details("plans", Json.object().put("tier", plan.tier().wireName()));
            case Change.Discount discount ->
                new Details(
                        "discounts",
                        Json.object().put("percent", discount.percent()).put("months", discount.months()));
        };
    }

    static ObjectNode of(Letter letter) {
        return switch (letter) {
            case Letter.Prepared prepared ->
                Json.object().put("template", prepared.template().wireName());
            case Letter.Written written ->
                Json.object()
                        .put("template", Letter.Written.NAME)
                        .put("subject", written.subject())
                        .put("text", written.text());
        };
    }

    static Made made(ObjectNode made) {
        return new Made(text(made, "reference"), at(made));
    }

    static Sandbox sandbox(ObjectNode made) {
        return new Sandbox(text(made, "url"), at(made));
    }

    static Instant at(ObjectNode made) {
        try {
            return Instant.parse(text(made, "at"));
        } catch (DateTimeException e) {
            throw new IllegalStateException("the provider's answer has no time", e);
        }
    }

    private static String text(ObjectNode made, String name) {
        JsonNode value = made.path(name);
        if (!value.isTextual()) {
            throw new IllegalStateException("the provider's answer has no " + name);
        }
        return value.textValue();
    }
}
