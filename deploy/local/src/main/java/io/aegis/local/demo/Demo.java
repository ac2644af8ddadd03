package io.aegis.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegis.local.LocalFailure;
import io.aegis.local.demo.FrontDoor.Session;
import io.aegis.local.testing.Wire;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Plays the scenarios for a person to watch, each with a customer of its own: what is said, what is done, what waits. */
public final class Demo {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final FrontDoor door;
    private final PrintStream out;
    private final String run = UUID.randomUUID().toString().substring(0, 6);

    public Demo(FrontDoor door, PrintStream out) {
        this.door = door;
        this.out = out;
    }

    public void play() {
        aNewCustomer();
        aFailingIntegration();
        aHeldAction();
        aSilentCustomer();
    }

    private void aNewCustomer() {
        title("1. A new customer gets started, and asks for code");
        Session customer = door.customer("demo-new-" + run);
        String conversation = customer.open(null);
        say(customer, conversation, "I'm a new customer, help me get started with Chargebee");
        say(customer, conversation, "I'm a new customer, help me get started with Chargebee");
        say(customer, conversation, "How do I integrate with Python?");
    }

    private void aFailingIntegration() {
        title("2. Calls fail, and the cause is found in the calls themselves");
        String id = "demo-atrisk-" + run;
        Session customer = door.customer(id);
        String conversation = customer.open(null);
        say(customer, conversation, "help me get started");
        // State hears of the key in its own time, and so may be a moment behind the conversation.
        until(() -> String.valueOf(customer.profile(id).get("keys").size()), "1");
        String hint = customer.profile(id).get("keys").get(0).get("hint").textValue();
        try (Wire wire = door.wire()) {
            usage(wire, id, "test", 200, 850, hint);
            usage(wire, id, "production", 401, 130, hint);
            usage(wire, id, "test", 422, 20, hint);
        }
        out.println("   (the product reports 1000 calls, 150 of them failed)");
        until(() -> customer.profile(id).get("health").get("level").textValue(), "at_risk");
        JsonNode turn = say(customer, conversation, "My API calls keep failing with 401 errors");
        String offer = turn.get("offers").get(0).get("id").textValue();
        out.println(
                "   customer accepts: " + turn.get("offers").get(0).get("label").textValue());
        show(customer.accept(conversation, turn.get("turn").textValue(), offer));
    }

    private void aHeldAction() {
        title("3. A discount waits for a human");
        String id = "demo-active-" + run;
        Session customer = door.customer(id);
        Session approver = door.staff("ada", "approver");
        String conversation = customer.open(null);
        String turn =
                say(customer, conversation, "give me 25 % off").get("turn").textValue();
        JsonNode held = approver.approvals(id, "held").get(0);
        out.println("   approver ada sees: " + held.get("title").textValue() + " ("
                + held.get("reason").textValue() + ")");
        approver.decide(held.get("id").textValue(), "approve", "A loyal customer.")
                .ok();
        out.println("   approver ada approves");
        until(() -> turn(customer, conversation, turn).get("status").textValue(), "finished");
        JsonNode replies = turn(customer, conversation, turn).get("replies");
        out.println(indented("aegis: ", replies.get(replies.size() - 1).textValue()));
    }

    private void aSilentCustomer() {
        title("4. Keys were issued a day ago and never used: Aegis writes first");
        String id = "demo-silent-" + run;
        Session colleague = door.staff("sam", "success-manager");
        try (Wire wire = door.wire()) {
            String action = "import-" + run;
            wire.send("aegis.actions.outcomes.v1", "demo", action, null, "aegis.action.succeeded.v1", id, """
                    {"action":"%s","run":"%s","customer":"%s","type":"key.issue","summary":"Imported",
                     "facts":[{"fact":"key_issued","key":"key-%s","environment":"test","hint":"im01","at":"%s"}]}
                    """.formatted(
                            action, action, id, action, Instant.now().minus(Duration.ofHours(25))));
        }
        out.println("   (an import tells of a key that was issued 25 hours ago)");
        until(() -> colleague.conversations(id).size() > 0 ? "there" : "", "there");
        JsonNode lines = colleague
                .conversation(colleague.conversations(id).get(0).get("id").textValue())
                .get("lines");
        out.println(indented("aegis: ", lines.get(0).get("text").textValue()));
    }

    private JsonNode say(Session customer, String conversation, String text) {
        out.println("   customer: " + text);
        return show(customer.say(conversation, text));
    }

    private JsonNode show(JsonNode turn) {
        turn.get("steps")
                .forEach(step -> out.println("     [%s] %s"
                        .formatted(
                                step.get("kind").textValue(), step.get("text").textValue())));
        turn.get("replies").forEach(reply -> out.println(indented("aegis: ", reply.textValue())));
        return turn;
    }

    private static JsonNode turn(Session customer, String conversation, String turn) {
        for (JsonNode one : customer.conversation(conversation).get("turns")) {
            if (one.get("turn").textValue().equals(turn)) {
                return one;
            }
        }
        throw new IllegalStateException("no turn " + turn);
    }

    private static void usage(Wire wire, String customer, String environment, int status, int calls, String hint) {
        wire.send(
                "aegis.usage.events.v1",
                "demo",
                UUID.randomUUID().toString(),
                null,
                "aegis.usage.recorded.v1",
                customer,
                new ObjectMapper()
                        .createObjectNode()
                        .put("customer", customer)
                        .put("environment", environment)
                        .put("endpoint", "/api/v2/subscriptions")
                        .put("status", status)
                        .put("calls", calls)
                        .put("keyHint", hint)
                        .put("at", Instant.now().toString())
                        .toString());
    }

    private static void until(Supplier<String> value, String expected) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!expected.equals(value.get())) {
            if (System.nanoTime() > end) {
                throw new LocalFailure("the demo waited " + PATIENCE.toSeconds() + " s in vain for " + expected);
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private void title(String text) {
        out.println();
        out.println(text);
    }

    private static String indented(String who, String text) {
        return "   " + who + text.replace("\n", "\n          ");
    }
}
