package io.aegis.e2e.simulate;

import io.aegis.contracts.BillingEvent;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.LoggedIn;
import io.aegis.contracts.Message;
import io.aegis.contracts.Money;
import io.aegis.contracts.Tier;
import io.aegis.contracts.Topics;
import io.aegis.contracts.UsageRecorded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One simulated customer. Four times a day something may happen; what does is decided by the dice, by what went before, and
 * by being contacted. No input or output, no clock. One thread at a time.
 */
final class Person {
    static final int SLOTS = 4;
    private static final int HISTORY_DAYS = 28;
    private static final int TRIAL_DAYS = 14;
    private static final int PERIOD_DAYS = 30;
    private static final int PATIENCE_DAYS = 14;
    private static final double GROWTH = 1.06;
    private static final double DECAY = 0.8;
    private static final double FAILING_SHARE = 0.33;
    private static final Money STARTER = new Money(4900, "EUR");
    private static final Money PRO = new Money(19900, "EUR");

    private final String id;
    private final Dice dice;
    private final Assumptions assumptions;
    private final boolean established;
    /** The day on which a new one arrives; 0 for who is there already. */
    private final int arrives;
    /** The day on which an established one's period ends. */
    private final int renewal;
    /** What goes wrong, or right, and when. */
    private final Trouble destined;

    private final int strikes;
    private final boolean grows;
    private double calls;
    private Trouble trouble = Trouble.NONE;
    private int troubledSince;
    private boolean arrived;
    private boolean calling;
    private boolean paying;
    private boolean pro;
    private boolean left;
    private int contacts;
    private boolean moved;

    /** @param days of the whole simulation */
    Person(int number, int days, Dice dice, Assumptions assumptions) {
        this.id = "sim-%05d".formatted(number);
        this.dice = dice;
        this.assumptions = assumptions;
        established = dice.falls(assumptions.established(), id, "established");
        arrives = established ? 0 : (int) (dice.roll(id, "arrives") * Math.max(1, days / 2));
        renewal = (int) (dice.roll(id, "renewal") * PERIOD_DAYS);
        double fate = dice.roll(id, "fate");
        // New: half get stuck. Established: a fifth each have errors, decline or a refused card, a fifth grow.
        destined = established
                ? fate < 0.2
                        ? Trouble.ERRORS
                        : fate < 0.4 ? Trouble.DECLINE : fate < 0.6 ? Trouble.PAYMENT : Trouble.NONE
                : fate < 0.5 ? Trouble.STUCK : fate < 0.65 ? Trouble.ERRORS : Trouble.NONE;
        grows = established && fate >= 0.8;
        strikes = 1 + (int) (dice.roll(id, "strikes") * Math.max(1, days * 2 / 3));
        calls = 50 + Math.floor(dice.roll(id, "calls") * 400);
        paying = established;
        calling = established;
        arrived = established;
        pro = established && dice.falls(0.3, id, "pro");
    }

    String id() {
        return id;
    }

    boolean paying() {
        return paying && !left;
    }

    boolean left() {
        return left;
    }

    /** What an established customer did before the simulation begins; nothing for a new one. */
    List<Deed> before(Instant start) {
        List<Deed> deeds = new ArrayList<>();
        if (!established) {
            return deeds;
        }
        Instant joined = start.minus(Duration.ofDays(HISTORY_DAYS + 30L));
        introduce(deeds, joined);
        deeds.add(subscribed(joined.plusSeconds(60), start.plus(Duration.ofDays(renewal))));
        for (int day = HISTORY_DAYS; day > 0; day--) {
            Instant noon = start.minus(Duration.ofDays(day)).plus(Duration.ofHours(12));
            used(deeds, Math.max(1, (int) calls), 200, noon);
            if (dice.falls(0.6, id, "login before " + day)) {
                login(deeds, noon);
            }
        }
        return deeds;
    }

    /** @return false when the contact stays unread */
    boolean contacted(String playbook) {
        contacts++;
        String matter = playbook + " " + contacts;
        if (!dice.falls(assumptions.reads(), id, "reads " + matter)) {
            return false;
        }
        moved |= dice.falls(assumptions.reacts(), id, "reacts " + matter);
        return true;
    }

    /**
     * @param day from 0
     * @param slot from 0 to 3
     */
    List<Deed> live(int day, int slot, Instant now) {
        List<Deed> deeds = new ArrayList<>();
        if (!arrived) {
            if (day >= arrives && slot == (int) (dice.roll(id, "slot") * SLOTS)) {
                arrive(day, deeds, now);
            }
            return deeds;
        }
        if (slot == 0) {
            morning(day, deeds, now);
        }
        if (moved) {
            moved = false;
            step(day, deeds, now);
        }
        if (calling && !left && slot % 2 == 1) {
            work(day, slot, deeds, now);
        }
        return deeds;
    }

    private void arrive(int day, List<Deed> deeds, Instant now) {
        arrived = true;
        introduce(deeds, now);
        deeds.add(new Deed.Said("I'm a new customer, help me get started"));
        if (destined == Trouble.STUCK) {
            fall(day, Trouble.STUCK);
        }
    }

    /** What changes from one day to the next. */
    private void morning(int day, List<Deed> deeds, Instant now) {
        if (left) {
            return;
        }
        if (trouble != Trouble.NONE && dice.falls(trouble.overAlone, id, "alone " + day)) {
            step(day, deeds, now);
        }
        if (!calling && trouble == Trouble.NONE && day > arrives) {
            calling = true;
            if (dice.falls(0.5, id, "asks how")) {
                deeds.add(new Deed.Said("How do I integrate with Python?"));
            }
        }
        if (calling && trouble == Trouble.NONE && destined != Trouble.STUCK && day == strikes + arrives) {
            strike(day, deeds, now);
        }
        if (trouble == Trouble.ERRORS && day == troubledSince + 1 && dice.falls(0.3, id, "complains")) {
            deeds.add(new Deed.Said("My API calls keep failing with 401 errors"));
        }
        if (trouble == Trouble.DECLINE && day == troubledSince + 5 && dice.falls(0.15, id, "haggles")) {
            deeds.add(new Deed.Said("give me 20 % off"));
        }
        money(day, deeds, now);
        if (calling) {
            calls = Math.max(1, trouble == Trouble.DECLINE ? calls * DECAY : grows ? calls * GROWTH : calls);
        }
    }

    private void strike(int day, List<Deed> deeds, Instant now) {
        switch (destined) {
            case NONE, STUCK -> {}
            case ERRORS, DECLINE -> fall(day, destined);
            case PAYMENT -> {
                fall(day, destined);
                deeds.add(told(new BillingEvent.PaymentFailed(customer(), price(), invoice(day)), now));
            }
        }
    }

    private void money(int day, List<Deed> deeds, Instant now) {
        if (!paying && day == arrives + TRIAL_DAYS && calling && dice.falls(0.4, id, "converts")) {
            subscribe(day, deeds, now);
        } else if (paying && established && day == renewal) {
            if ((trouble == Trouble.DECLINE && dice.falls(0.6, id, "leaves"))
                    || (trouble == Trouble.ERRORS && dice.falls(0.3, id, "leaves"))) {
                leave("not used enough", deeds, now);
            } else {
                deeds.add(told(
                        new BillingEvent.SubscriptionRenewed(
                                customer(), subscription(), now.plus(Duration.ofDays(PERIOD_DAYS))),
                        now));
                deeds.add(told(new BillingEvent.InvoicePaid(customer(), price(), invoice(day)), now));
            }
        } else if (trouble == Trouble.PAYMENT && day == troubledSince + PATIENCE_DAYS) {
            leave("not paid", deeds, now);
        }
    }

    /** The next step in this customer's life. */
    private void step(int day, List<Deed> deeds, Instant now) {
        Trouble over = trouble;
        trouble = Trouble.NONE;
        switch (over) {
            case STUCK -> calling = true;
            case ERRORS -> {}
            case DECLINE -> {
                calls = Math.max(calls, 100);
                login(deeds, now);
            }
            case PAYMENT ->
                deeds.add(told(new BillingEvent.PaymentRecovered(customer(), price(), invoice(troubledSince)), now));
            case NONE -> turningPoint(day, deeds, now);
        }
    }

    private void turningPoint(int day, List<Deed> deeds, Instant now) {
        if (left) {
            if (dice.falls(1 / 3.0, id, "comes back " + contacts)) {
                left = false;
                calling = true;
                subscribe(day, deeds, now);
            }
        } else if (!paying) {
            subscribe(day, deeds, now);
        } else if (grows && !pro) {
            deeds.add(new Deed.Said("I want to change my plan to pro"));
            pro = true;
        }
    }

    private void work(int day, int slot, List<Deed> deeds, Instant now) {
        int some = Math.max(1, (int) (calls / 2));
        int failed = trouble == Trouble.ERRORS ? (int) (some * FAILING_SHARE) : some / 100;
        used(deeds, Math.max(1, some - failed), 200, now);
        if (failed > 0) {
            used(deeds, failed, 401, now);
        }
        if (slot == 1 && trouble != Trouble.DECLINE && dice.falls(0.6, id, "login " + day)) {
            login(deeds, now);
        }
    }

    private void subscribe(int day, List<Deed> deeds, Instant now) {
        paying = true;
        deeds.add(subscribed(now, now.plus(Duration.ofDays(PERIOD_DAYS))));
        deeds.add(told(new BillingEvent.InvoicePaid(customer(), price(), invoice(day)), now));
    }

    private Deed subscribed(Instant at, Instant renewsAt) {
        return told(
                new BillingEvent.SubscriptionActivated(
                        customer(),
                        pro ? Tier.PRO : Tier.STARTER,
                        pro ? "pro-monthly" : "starter-monthly",
                        subscription(),
                        price(),
                        renewsAt),
                at);
    }

    private void leave(String reason, List<Deed> deeds, Instant now) {
        left = true;
        paying = false;
        calling = false;
        trouble = Trouble.NONE;
        deeds.add(told(new BillingEvent.SubscriptionCancelled(customer(), reason, subscription()), now));
    }

    private void fall(int day, Trouble into) {
        trouble = into;
        troubledSince = day;
    }

    private void introduce(List<Deed> deeds, Instant at) {
        deeds.add(told(
                new BillingEvent.CustomerCreated(
                        customer(), "Sim " + id.substring(4), id + "@example.com", null, null, null),
                at));
    }

    private void used(List<Deed> deeds, int howOften, int status, Instant at) {
        Environment environment = established ? Environment.PRODUCTION : Environment.TEST;
        deeds.add(new Deed.Told(
                Topics.USAGE,
                new UsageRecorded(customer(), environment, "/v2/subscriptions", status, howOften, null, at),
                at));
    }

    private void login(List<Deed> deeds, Instant at) {
        deeds.add(new Deed.Told(Topics.USAGE, new LoggedIn(customer(), 1, at), at));
    }

    private static Deed told(Message message, Instant at) {
        return new Deed.Told(Topics.BILLING, message, at);
    }

    private CustomerId customer() {
        return new CustomerId(id);
    }

    private String subscription() {
        return "sub-" + id;
    }

    private String invoice(int day) {
        return "in-" + id + "-" + day;
    }

    private Money price() {
        return pro ? PRO : STARTER;
    }
}
