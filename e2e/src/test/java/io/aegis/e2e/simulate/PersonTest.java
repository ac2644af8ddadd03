package io.aegis.e2e.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.BillingEvent;
import io.aegis.contracts.LoggedIn;
import io.aegis.contracts.UsageRecorded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PersonTest {
    private static final int DAYS = 30;
    private static final Assumptions USUAL = Assumptions.USUAL;
    private static final Assumptions ALWAYS_MOVED = new Assumptions(0, 1, 1, 1, 0, 0, 0, 0, 0);
    private static final Assumptions NEVER_MOVED = new Assumptions(0, 1, 0, 1, 0, 0, 0, 0, 0);

    @Test
    void aSeedSaysEverythingAndAnotherSaysSomethingElse() {
        assertThat(lives(200, 7, USUAL)).isEqualTo(lives(200, 7, USUAL)).isNotEqualTo(lives(200, 8, USUAL));
    }

    @Test
    void whoeverElseIsThereACustomerLivesTheSameLife() {
        assertThat(lives(200, 7, USUAL).subList(0, 50)).isEqualTo(lives(50, 7, USUAL));
    }

    @Test
    void aPopulationMeetsAllThatPlaybooksAreAbout() {
        List<Deed> deeds = lives(200, 1, USUAL).stream().flatMap(List::stream).toList();

        assertThat(deeds)
                .contains(new Deed.Said("I'm a new customer, help me get started"))
                .contains(new Deed.Said("My API calls keep failing with 401 errors"));
        assertThat(deeds.stream()
                        .filter(Deed.Told.class::isInstance)
                        .<Class<?>>map(deed -> ((Deed.Told) deed).message().getClass())
                        .distinct())
                .contains(
                        BillingEvent.CustomerCreated.class,
                        BillingEvent.SubscriptionActivated.class,
                        BillingEvent.SubscriptionRenewed.class,
                        BillingEvent.SubscriptionCancelled.class,
                        BillingEvent.PaymentFailed.class,
                        BillingEvent.PaymentRecovered.class,
                        UsageRecorded.class,
                        LoggedIn.class);
        assertThat(deeds.stream()
                        .filter(deed -> deed instanceof Deed.Told(String topic, UsageRecorded used, Instant at)
                                && used.status() == 401))
                .isNotEmpty();
    }

    @Test
    void nothingIsToldOfALaterTime() {
        List<Person> people = people(100, 1, USUAL);
        for (int day = 0; day < DAYS; day++) {
            for (int slot = 0; slot < Person.SLOTS; slot++) {
                Instant now = at(day, slot);
                for (Person person : people) {
                    assertThat(person.live(day, slot, now))
                            .allMatch(deed -> !(deed instanceof Deed.Told told)
                                    || !told.at().isAfter(now));
                }
            }
        }
    }

    @Test
    void whoIsContactedAndMovedMakesTheFirstCallSooner() {
        assertThat(callersAfterADayOfContacts(ALWAYS_MOVED))
                .isGreaterThan(callersAfterADayOfContacts(NEVER_MOVED) + 20);
    }

    /** New customers only; each is contacted every morning from the second day on. */
    private static long callersAfterADayOfContacts(Assumptions assumptions) {
        List<Person> people = people(100, 3, assumptions);
        return people.stream()
                .filter(person -> {
                    boolean called = false;
                    for (int day = 0; day < DAYS / 2 + 5; day++) {
                        if (day > DAYS / 2) {
                            person.contacted("onboarding-check-in");
                        }
                        for (int slot = 0; slot < Person.SLOTS; slot++) {
                            called |= person.live(day, slot, at(day, slot)).stream()
                                    .anyMatch(deed ->
                                            deed instanceof Deed.Told told && told.message() instanceof UsageRecorded);
                        }
                    }
                    return called;
                })
                .count();
    }

    private static List<List<Deed>> lives(int customers, long seed, Assumptions assumptions) {
        return people(customers, seed, assumptions).stream()
                .map(PersonTest::life)
                .toList();
    }

    private static List<Deed> life(Person person) {
        List<Deed> deeds = new ArrayList<>(person.before(Play.START));
        for (int day = 0; day < DAYS; day++) {
            for (int slot = 0; slot < Person.SLOTS; slot++) {
                deeds.addAll(person.live(day, slot, at(day, slot)));
            }
        }
        return deeds;
    }

    private static List<Person> people(int customers, long seed, Assumptions assumptions) {
        return IntStream.rangeClosed(1, customers)
                .mapToObj(number -> new Person(number, DAYS, new Dice(seed), assumptions))
                .toList();
    }

    private static Instant at(int day, int slot) {
        return Play.START.plus(Duration.ofDays(day)).plus(Duration.ofHours(8 + 3L * slot));
    }
}
