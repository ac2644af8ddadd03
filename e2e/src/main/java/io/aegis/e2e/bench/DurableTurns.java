package io.aegis.e2e.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegis.contracts.Topics;
import io.aegis.local.demo.FrontDoor;
import io.aegis.local.demo.FrontDoor.Session;
import io.aegis.local.testing.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The durable turn over the public API: a customer with a trial and a welcome mail asks to get started, and what is left to
 * do is done, a test key and a sandbox. Each customer takes one turn.
 */
final class DurableTurns {
    private static final String WORDS = "help me get started";
    private static final List<String> ACTIONS = List.of("key.issue", "sandbox.provision");
    private static final String SUCCEEDED = "aegis.action.succeeded.v1";
    private static final String UNAVAILABLE = "(key unavailable)";
    /** How many wrong ones are told. */
    private static final int FEW = 3;

    private static final int OPENING_AT_ONCE = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FrontDoor door;
    private final String run = Long.toString(System.currentTimeMillis(), 36);
    private final Set<String> turned = ConcurrentHashMap.newKeySet();
    private final Queue<Turn> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger withoutKey = new AtomicInteger();
    private int customers;
    private volatile @Nullable Taken last;

    DurableTurns(FrontDoor door) {
        this.door = door;
    }

    /** The ids of a turn that was taken, for whoever looks for what it left behind. */
    record Taken(String customer, String conversation, String turn) {}

    /** How many customers there are by now. */
    int customers() {
        return customers;
    }

    Taken last() {
        Taken taken = last;
        if (taken == null) {
            throw new IllegalStateException("no turn was taken yet");
        }
        return taken;
    }

    /** Replies in which the key could not be shown in time. It is there, and is shown when the conversation is looked at. */
    int withoutKey() {
        return withoutKey.get();
    }

    /** Customers with an open conversation who have not taken their turn. */
    Queue<Turn> ready() {
        return ready;
    }

    /** Makes customers until so many are ready. State has to apply them before they take their turns. */
    void prepare(int wanted) throws InterruptedException {
        List<String> ids = new ArrayList<>();
        while (ready.size() + ids.size() < wanted) {
            ids.add("bench-%s-%06d".formatted(run, customers++));
        }
        try (Wire wire = door.wire()) {
            ids.forEach(id -> introduce(wire, id));
        }
        Queue<Load.Work> opening = new ConcurrentLinkedQueue<>();
        for (String id : ids) {
            opening.add(() -> {
                Session session = door.customer(id);
                ready.add(new Turn(session, id, session.open(null)));
            });
        }
        Load.Measured opened = Load.run(OPENING_AT_ONCE, opening, Duration.ofMinutes(2));
        if (!opened.failures().isEmpty() || ready.size() < wanted) {
            throw new IllegalStateException("conversations do not open: " + opened.failures());
        }
    }

    /** An outside system tells what was done for the customer before. */
    private static void introduce(Wire wire, String customer) {
        Instant now = Instant.now();
        String action = "import-" + customer;
        wire.send(Topics.OUTCOMES, "bench", action, null, SUCCEEDED, customer, """
                {"action":"%1$s","run":"%1$s","customer":"%2$s","type":"trial.create","summary":"Imported",
                 "facts":[{"fact":"trial_started","reference":"%1$s","endsAt":"%4$s","at":"%3$s"},
                          {"fact":"mail_sent","template":"welcome","at":"%3$s"}]}
                """.formatted(
                        action, customer, now, now.plus(Duration.ofDays(14))));
    }

    /** A customer about to take the turn. */
    final class Turn implements Load.Work {
        private final Session session;
        private final String customer;
        private final String conversation;

        Turn(Session session, String customer, String conversation) {
            this.session = session;
            this.customer = customer;
            this.conversation = conversation;
        }

        /** @throws IllegalStateException when the reply is not there, or tells of other than two actions done */
        @Override
        public void run() {
            JsonNode turn = session.say(conversation, WORDS);
            int did = 0;
            for (JsonNode step : turn.path("steps")) {
                String kind = step.path("kind").asText();
                if (step.hasNonNull("action")) {
                    if (!"did".equals(kind)) {
                        throw new IllegalStateException("an action of %s is %s".formatted(customer, kind));
                    }
                    did++;
                }
            }
            if (!"finished".equals(turn.path("status").asText())
                    || turn.path("replies").size() != 1
                    || did != ACTIONS.size()) {
                throw new IllegalStateException("the turn of %s is %s with %d replies and %d actions done"
                        .formatted(
                                customer,
                                turn.path("status").asText(),
                                turn.path("replies").size(),
                                did));
            }
            if (turn.path("replies").path(0).asText().contains(UNAVAILABLE)) {
                withoutKey.incrementAndGet();
            }
            turned.add(customer);
            last = new Taken(customer, conversation, turn.path("turn").asText());
        }
    }

    /**
     * Holds what the agents told the world against the turns that were taken: each customer's two actions, once each.
     *
     * @return what is wrong, in words; empty when nothing is
     */
    List<String> wrong() {
        try (Wire wire = door.wire()) {
            return wrong(turned, wire.read(Topics.OUTCOMES, outcome -> true));
        }
    }

    /** An outcome that was sent twice under one id is one outcome. */
    static List<String> wrong(Set<String> turned, List<Wire.Found> outcomes) {
        Map<String, List<String>> done = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (Wire.Found outcome : outcomes) {
            String customer = String.valueOf(outcome.key());
            String action = read(outcome.value()).path("type").asText();
            String id =
                    outcome.headers().get("ce_source") + " " + outcome.headers().get("ce_id");
            if (turned.contains(customer) && ACTIONS.contains(action) && seen.add(id)) {
                done.computeIfAbsent(customer, first -> new ArrayList<>())
                        .add(SUCCEEDED.equals(outcome.type()) ? action : action + " failed");
            }
        }
        return turned.stream()
                .filter(customer -> !done.getOrDefault(customer, List.of()).stream()
                        .sorted()
                        .toList()
                        .equals(ACTIONS))
                .limit(FEW)
                .map(customer -> "%s had done: %s".formatted(customer, done.getOrDefault(customer, List.of())))
                .toList();
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
