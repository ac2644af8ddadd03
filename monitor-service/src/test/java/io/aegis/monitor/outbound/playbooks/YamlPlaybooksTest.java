package io.aegis.monitor.outbound.playbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.monitor.application.PlaybookFormat.Fault;
import io.aegis.monitor.application.PlaybookFormat.Reading;
import io.aegis.monitor.domain.Condition;
import io.aegis.monitor.domain.Cooldown;
import io.aegis.monitor.domain.Goal;
import io.aegis.monitor.domain.Help;
import io.aegis.monitor.domain.Message;
import io.aegis.monitor.domain.Playbook;
import io.aegis.monitor.domain.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlPlaybooksTest {
    private static final String SMALL = """
            id: p
            title: T
            trigger:
              after: key_issued
              delay: PT1H
              lapses-after: P1D
            cooldown: P7D
            messages:
              one: Hi
            """;
    private static final String WHOLE = """
            id: whole
            title: Everything a playbook can say
            priority: 80
            trigger:
              after: health_changed
              where:
                to: {in: [at_risk]}
              measured-from: at
              delay: P1D
              lapses-after: P7D
              unless: [plan_changed]
            segment:
              tier: {in: [starter, pro]}
            condition:
              health.score: {below: 40}
              keys.count: {at-least: 1}
              billing.pausedSince: {present: false}
            cooldown: forever
            goal:
              fact: health_changed
              where:
                to: {in: [healthy]}
              within: P14D
            hold-out: 10
            help:
              action: discount.apply
              arguments: {percent: 20}
            messages:
              ask: Hi {customer.name|there}, {fact.reason}.
              offer: Hello
            """;

    private final YamlPlaybooks format = new YamlPlaybooks();

    @Test
    void the_packaged_playbooks_are_sound() {
        assertThat(format.packaged())
                .allSatisfy(packaged -> assertThat(packaged.file())
                        .isEqualTo(sound(packaged.text()).id() + ".yaml"))
                .extracting(packaged -> sound(packaged.text()).id())
                .containsExactly(
                        "onboarding-check-in",
                        "error-debugging",
                        "integration-regression",
                        "payment-failed",
                        "trial-ending",
                        "retention-outreach",
                        "upsell",
                        "usage-spike",
                        "silent-champion",
                        "first-renewal",
                        "renewal-approaching",
                        "win-back");
    }

    @Test
    void the_check_in_comes_a_day_after_the_key_unless_there_was_a_call() {
        Playbook checkIn = packaged("onboarding-check-in");

        assertThat(checkIn.trigger().after()).isEqualTo("key_issued");
        assertThat(checkIn.trigger().delay()).isEqualTo(Duration.ofHours(24));
        assertThat(checkIn.trigger().unless()).containsExactly("first_api_call_made");
    }

    @Test
    void errors_are_looked_into_by_the_specialist() {
        assertThat(packaged("error-debugging").help()).isEqualTo(new Help.Task(Intent.DIAGNOSE_ERRORS));
    }

    @Test
    void who_left_is_written_to_by_mail_too() {
        assertThat(packaged("win-back").messages().values())
                .extracting(message ->
                        Objects.requireNonNull(message.mail()).subject().template())
                .containsExactly("What was missing?", "Your account is as you left it");
    }

    @Test
    void retention_is_for_every_tier_that_pays() {
        assertThat(packaged("retention-outreach").segment())
                .isEqualTo(Map.of("tier", Condition.in("starter", "pro", "enterprise")));
    }

    @Test
    void the_guides_example_is_sound() throws IOException {
        String guide = Files.readString(Path.of("../docs/playbooks.md"));
        String example = guide.substring(guide.indexOf("```yaml\n") + 8);

        assertThat(sound(example.substring(0, example.indexOf("```"))).id()).isEqualTo("second-week");
    }

    @Test
    void a_small_file_is_enough() {
        Playbook small = sound(SMALL);

        assertThat(small.priority()).isEqualTo(50);
        assertThat(small.trigger().measuredFrom()).isEqualTo("at");
        assertThat(small.holdOut()).isZero();
        assertThat(small.cooldown()).isEqualTo(new Cooldown.Lasting(Duration.ofDays(7)));
    }

    @Test
    void everything_is_read() {
        Playbook whole = sound(WHOLE);

        assertThat(whole.priority()).isEqualTo(80);
        assertThat(whole.trigger().where()).isEqualTo(Map.of("to", Condition.in("at_risk")));
        assertThat(whole.segment()).isEqualTo(Map.of("tier", Condition.in("starter", "pro")));
        assertThat(whole.condition())
                .isEqualTo(Map.of(
                        "health.score",
                        new Condition(null, null, null, new BigDecimal(40)),
                        "keys.count",
                        new Condition(null, null, new BigDecimal(1), null),
                        "billing.pausedSince",
                        Condition.present(false)));
        assertThat(whole.cooldown()).isEqualTo(new Cooldown.Forever());
        assertThat(whole.goal())
                .isEqualTo(new Goal("health_changed", Map.of("to", Condition.in("healthy")), Duration.ofDays(14)));
        assertThat(whole.holdOut()).isEqualTo(10);
        assertThat(whole.help())
                .isEqualTo(new Help.Action(
                        "discount.apply", Json.object().put("percent", 20).put("months", 3)));
        assertThat(whole.variants()).containsExactly("ask", "offer");
    }

    @Test
    void a_message_is_a_text_or_that_and_a_mail() {
        Playbook playbook = sound(SMALL.replace("one: Hi", """
                one:
                    text: Hi {customer.name|there}
                    mail: {subject: "Key {fact.hint}"}
                """));
        Text said = new Text("Hi {customer.name|there}");

        assertThat(playbook.messages())
                .containsExactly(entry("one", new Message(said, new Message.Mail(new Text("Key {fact.hint}"), said))));
        assertThat(sound(SMALL).messages()).containsExactly(entry("one", Message.of(new Text("Hi"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            id: p             | id: P P                     | 1  | a playbook's id is up to 60 small letters
            title: T          | titel: T                    | 1  | title is missing
            title: T          | titel: T                    | 2  | titel is none of [
            title: T          | title: T~title: U           | 3  | title is there twice
            title: T          | title: T~priority: high     | 3  | priority: 'high' is no whole number
            title: T          | title: T~priority: 101      | 1  | priority is 0 to 100
            title: T          | title: [T                   | 3  | expected ',' or ']'
            title: T          | title: &a T                 | 0  |
            after: key_issued | after: key_isued            | 4  | trigger.after: 'key_isued' is none of [
            delay: PT1H       | delay: 1 hour               | 5  | trigger.delay: Text cannot be parsed to a Duration
            delay: PT1H       | unless: [x]                 | 4  | trigger.delay is missing
            delay: PT1H       | unless: [x]                 | 5  | trigger.unless: 'x' is none of [
            delay: PT1H       | delay: PT1H~  where: {environment: {in: [prod]}} | 6 | trigger.where.environment: 'prod' is none of [production, test]
            delay: PT1H       | delay: PT1H~  measured-from: hint | 6 | trigger.measured-from: hint is no time of key_issued
            cooldown: P7D     | cooldown: never             | 7  | cooldown: Text cannot be parsed to a Duration
            cooldown: P7D     | cooldown: P7D~hold-out: 10  | 1  | a hold-out without a goal measures nothing
            cooldown: P7D     | cooldown: P7D~goal: {fact: key_issued, within: PT0S} | 8 | goal: within is longer than nothing
            cooldown: P7D     | cooldown: P7D~help: {task: dance} | 8 | help.task: 'dance' is nothing that an agent sees to
            cooldown: P7D     | cooldown: P7D~help: {action: dance} | 8 | help.action: 'dance' is none of [discount.apply,
            cooldown: P7D     | cooldown: P7D~help: {action: discount.apply} | 8 | help: 'percent' is missing
            cooldown: P7D     | cooldown: P7D~help: {action: discount.apply, arguments: {percent: 200}} | 8 | help: 'percent' is not within 1 and 100
            cooldown: P7D     | cooldown: P7D~segment: {tiers: {present: true}} | 8 | segment.tiers: 'tiers' is none of [
            cooldown: P7D     | cooldown: P7D~segment: {tier: {in: [gold]}} | 8 | segment.tier: 'gold' is none of [enterprise, none, pro, starter, trial]
            cooldown: P7D     | cooldown: P7D~condition: {churn.chance: {at-least: 0.4}} | 8 | condition.churn.chance: 'churn.chance' is none of [
            cooldown: P7D     | cooldown: P7D~condition: {churn.probability: {at-least: high}} | 8 | condition.churn.probability.at-least: 'high' is no number
            cooldown: P7D     | cooldown: P7D~condition: {churn.probability: {at-least: 0.4}} | 0 |
            cooldown: P7D     | cooldown: P7D~condition: {usage.trend: {in: [growing]}, usage.errorPercent: {below: 2}} | 0 |
            cooldown: P7D     | cooldown: P7D~condition: {usage.trend: {in: [shrinking]}} | 8 | condition.usage.trend: 'shrinking' is none of [
            cooldown: P7D     | cooldown: P7D~condition: {tier: {}} | 8 | condition.tier: a condition says present, in, at-least or below
            cooldown: P7D     | cooldown: P7D~condition: {keys.count: {below: few}} | 8 | condition.keys.count.below: 'few' is no number
            one: Hi           | one: '{fact.hit}'           | 9  | messages.one: 'hit' is none of [
            one: Hi           | one: '{customer.nam}'       | 9  | messages.one: 'nam' is none of [
            one: Hi           | one: '{hint}'               | 9  | messages.one: a place is
            one: Hi           | one: {mail: {subject: Hi}}  | 9  | messages.one.text is missing
            one: Hi           | one: {text: Hi, subject: Hi} | 9 | messages.one.subject is none of [mail, text]
            one: Hi           | one: {text: Hi, mail: {text: Ho}} | 9 | messages.one.mail.subject is missing
            one: Hi           | one: {text: Hi, mail: {subject: "a\\nb"}} | 9 | messages.one.mail: a mail's subject is one line
            one: Hi           | one: {text: Hi, mail: {subject: "{fact.hit}"}} | 9 | messages.one.mail.subject: 'hit' is none of [
            one: Hi           | one: Hi~  two: Ho           | 1  | variants without a goal cannot be told apart
            """)
    void a_fault_is_told_with_its_line(String line, String instead, int at, String reason) {
        Reading reading = format.read(SMALL.replace(line, instead.replace("~", "\n")));

        if (at == 0) {
            assertThat(reading).isInstanceOf(Reading.Sound.class);
        } else {
            assertThat(((Reading.Faulty) reading).faults()).anySatisfy(fault -> {
                assertThat(fault.line()).isEqualTo(at);
                assertThat(fault.reason()).startsWith(reason);
            });
        }
    }

    @Test
    void all_faults_are_told_at_once() {
        Reading reading =
                format.read(SMALL.replace("delay: PT1H", "delay: soon").replace("cooldown: P7D", "cooldown: 7"));

        assertThat(((Reading.Faulty) reading).faults()).extracting(Fault::line).containsExactly(5, 7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                       | the document is empty
            just words               | the document is no mapping
            ? {a: b}~: c             | ? is none of
            a: &x {b: 1}~c: [*x, *x] | aliases
            """)
    void what_is_no_playbook_at_all_is_refused(String text, String reason) {
        Reading reading = format.read(text.replace("~", "\n"));

        assertThat(((Reading.Faulty) reading).faults())
                .extracting(Fault::reason)
                .anySatisfy(said -> assertThat(said).contains(reason));
    }

    private Playbook packaged(String id) {
        return format.packaged().stream()
                .map(packaged -> sound(packaged.text()))
                .filter(playbook -> playbook.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private Playbook sound(String text) {
        return switch (format.read(text)) {
            case Reading.Sound sound -> sound.playbook();
            case Reading.Faulty faulty ->
                throw new AssertionError(faulty.faults().toString());
        };
    }
}
