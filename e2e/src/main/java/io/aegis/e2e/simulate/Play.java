package io.aegis.e2e.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegis.local.Service;
import io.aegis.local.demo.FrontDoor;
import io.aegis.local.demo.FrontDoor.Answer;
import io.aegis.local.demo.FrontDoor.Session;
import io.aegis.messaging.SimulatedClock;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.DoubleConsumer;
import java.util.function.Function;

/**
 * Plays a population against a running Aegis. The time stands still while anything is under way, and then jumps to the next
 * hour in which somebody does something or a timer is due: nothing is late because the time goes fast.
 */
final class Play {
    /** A Monday; the same for every run, so that a seed says everything. */
    static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    private static final List<Integer> SLOT_HOURS = List.of(8, 11, 14, 17);
    private static final int OPENS = 8;
    private static final int CLOSES = 18;
    private static final int AT_ONCE = 200;
    private static final int CHANGED_SINCE = 409;

    private final FrontDoor door;
    private final Standstill standstill;
    private final SimulatedClock clock;
    private final Dice dice;
    private final Assumptions assumptions;
    private final Map<String, Person> people = new LinkedHashMap<>();
    private final Map<String, Session> sessions = new HashMap<>();
    private final Map<String, String> conversations = new HashMap<>();
    private final Map<String, Integer> held = new HashMap<>();
    private final Set<String> noticed = new HashSet<>();
    private final List<String> faults = new ArrayList<>();

    Play(FrontDoor door, Standstill standstill, SimulatedClock clock, Dice dice, Assumptions assumptions) {
        this.door = door;
        this.standstill = standstill;
        this.clock = clock;
        this.dice = dice;
        this.assumptions = assumptions;
    }

    /** What went otherwise than the public API promises; empty when nothing did. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    /**
     * @param progress told the share of the days that is over, after each step
     * @return how often the time was moved on
     * @throws IllegalStateException when something does not come to rest
     */
    int run(List<Person> population, int days, Outside outside, DoubleConsumer progress)
            throws SQLException, InterruptedException, ExecutionException {
        population.forEach(person -> people.put(person.id(), person));
        perform(person -> person.before(START), outside);
        Duration whole = Duration.ofDays(days);
        int steps = 0;
        for (Instant now = START; now.isBefore(START.plus(whole)); now = next(now)) {
            clock.set(now);
            at(now, outside);
            steps++;
            progress.accept((double) Duration.between(START, now).toMinutes() / whole.toMinutes());
        }
        progress.accept(1);
        return steps;
    }

    private void at(Instant now, Outside outside) throws SQLException, InterruptedException, ExecutionException {
        int hour = now.atOffset(ZoneOffset.UTC).getHour();
        int slot = SLOT_HOURS.indexOf(hour);
        if (slot >= 0) {
            int day = (int) Duration.between(START, now).toDays();
            perform(person -> person.live(day, slot, now), outside);
        }
        standstill.await(now);
        if (hour >= OPENS && hour <= CLOSES && decide()) {
            standstill.await(now);
        }
        if (notice(now)) {
            standstill.await(now);
        }
    }

    /** The next hour in which there is something to do. */
    private Instant next(Instant now) throws SQLException {
        Instant hour = now.plus(Duration.ofHours(1));
        Instant timer = standstill
                .nextTimer()
                .map(due -> due.plus(Duration.ofHours(1)).minusMillis(1).truncatedTo(ChronoUnit.HOURS))
                .orElse(Instant.MAX);
        while (!SLOT_HOURS.contains(hour.atOffset(ZoneOffset.UTC).getHour()) && hour.isBefore(timer)) {
            hour = hour.plus(Duration.ofHours(1));
        }
        return hour;
    }

    private void perform(Function<Person, List<Deed>> day, Outside outside) {
        List<Deed.Told> told = new ArrayList<>();
        Map<String, String> said = new LinkedHashMap<>();
        for (Person person : people.values()) {
            for (Deed deed : day.apply(person)) {
                switch (deed) {
                    case Deed.Told one -> told.add(one);
                    case Deed.Said(String text) -> said.put(person.id(), text);
                }
            }
        }
        outside.tell(told);
        said.forEach(this::say);
    }

    private void say(String customer, String text) {
        Session session = session(customer);
        String conversation = conversations.computeIfAbsent(customer, first -> session.open(null));
        sound(session.say(conversation, text, customer + " " + clock.instant(), 0), "a message");
    }

    /** The approver goes through what is held. Each action's fate is the dice's, by customer, type and how many there were. */
    private boolean decide() {
        Session approver = door.staff("simulated-approver", "approver");
        JsonNode waiting =
                sound(approver.get(door.approval() + "/api/approvals?state=held&limit=" + AT_ONCE), "the held actions");
        for (JsonNode one : waiting) {
            String customer = one.get("customer").textValue();
            String type = one.get("type").textValue();
            int count = held.merge(customer + " " + type, 1, Integer::sum);
            boolean approves = dice.falls(assumptions.approves(), customer, "approves " + type + " " + count);
            Answer decided = approver.decide(
                    one.get("id").textValue(), approves ? "approve" : "reject", "A simulated decision.");
            // What it rested on changed since it was held: it is looked at again in the next hour.
            if (decided.status() != CHANGED_SINCE) {
                sound(decided, "a decision");
            }
        }
        return !waiting.isEmpty();
    }

    /** Customers look at what they were told unasked. What was decided at an hour has that hour as its time. */
    private boolean notice(Instant now) throws SQLException {
        boolean any = false;
        for (Contact contact : contacts(now)) {
            if (noticed.add(contact.id)) {
                Person person = people.get(contact.customer);
                if (person != null && person.contacted(contact.playbook)) {
                    Session session = session(contact.customer);
                    session.conversations(contact.customer)
                            .forEach(one -> session.conversation(one.get("id").textValue()));
                    any = true;
                }
            }
        }
        return any;
    }

    private record Contact(String id, String customer, String playbook) {}

    private List<Contact> contacts(Instant at) throws SQLException {
        List<Contact> contacts = new ArrayList<>();
        try (PreparedStatement statement = standstill
                .database(Service.MONITOR)
                .prepareStatement(
                        "select id, customer, playbook from occasion where outcome = 'raised' and decided_at >= ?"
                                + " order by customer, playbook, id")) {
            statement.setObject(1, at.atOffset(ZoneOffset.UTC));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    contacts.add(new Contact(rows.getString(1), rows.getString(2), rows.getString(3)));
                }
            }
        }
        return contacts;
    }

    private Session session(String customer) {
        return sessions.computeIfAbsent(customer, door::customer);
    }

    private JsonNode sound(Answer answer, String what) {
        if (answer.status() / 100 != 2) {
            faults.add("%s was answered with %d: %s".formatted(what, answer.status(), answer.body()));
        }
        return answer.body();
    }
}
