package io.aegis.monitor.outbound.playbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegis.monitor.MonitorConfig;
import io.aegis.monitor.domain.Cooldown;
import io.aegis.monitor.domain.Playbook;
import io.aegis.monitor.domain.Playbooks;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaybookFilesTest {
    private static final String SOUND = """
            id: p
            title: T
            trigger:
              after: key_issued
              delay: PT1H
              lapses-after: P1D
            cooldown: P7D
            message: Hi
            """;

    @Test
    void the_packaged_playbooks_are_sound() {
        Playbooks playbooks = PlaybookFiles.packaged(List.of());

        assertThat(playbooks.all())
                .extracting(Playbook::id)
                .containsExactly("onboarding-check-in", "error-debugging", "trial-ending");
        assertThat(playbooks.find("onboarding-check-in").orElseThrow().trigger().delay())
                .isEqualTo(Duration.ofHours(24));
        assertThat(playbooks.find("trial-ending").orElseThrow().trigger().delay())
                .isEqualTo(Duration.ofDays(-3));
        assertThat(playbooks.find("error-debugging").orElseThrow().cooldown())
                .isEqualTo(new Cooldown.Lasting(Duration.ofDays(7)));
    }

    @Test
    void a_small_file_is_enough() {
        assertThat(PlaybookFiles.read("p.yaml", SOUND).trigger().measuredFrom()).isEqualTo("at");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            id: p             | id: P P           | a playbook's id is small letters
            title: T          | titel: T          | title is missing
            title: T          | title: T~titel: T | Unrecognized field "titel"
            after: key_issued | after: key_isued  | trigger.after: 'key_isued' is none of [discount_applied,
            delay: PT1H       | delay: 1 hour     | p.yaml, line 5: Cannot deserialize value of type `java.time.Duration`
            delay: PT1H       | unless: [x]       | trigger.delay is missing
            cooldown: P7D     | cooldown: never   | Text cannot be parsed to a Duration
            message: Hi       | message: '{fact.hit}'      | message: 'hit' is none of [at,
            message: Hi       | message: '{customer.nam}'  | message: 'nam' is none of [billing.amount.currency,
            message: Hi       | message: '{hint}'          | a place is
            message: Hi       | message: Hi~condition: {tiers: {present: true}} | condition: 'tiers' is none of
            message: Hi       | message: Hi~condition: {tier: {}}    | a condition says present or in
            delay: PT1H       | measured-from: hint        | trigger.delay is missing
            """)
    void a_fault_is_told_with_its_place(String line, String instead, String reason) {
        assertThatThrownBy(() -> PlaybookFiles.read("p.yaml", SOUND.replace(line, instead.replace("~", "\n"))))
                .hasMessageStartingWith("p.yaml")
                .hasMessageContaining(reason);
    }

    @Test
    void what_is_no_time_is_not_measured_from() {
        assertThatThrownBy(() -> PlaybookFiles.read(
                        "p.yaml", SOUND.replace("delay: PT1H", "delay: PT1H\n  measured-from: hint")))
                .hasMessage("p.yaml: trigger.measured-from: hint is no time of key_issued");
    }

    @Test
    void a_delay_is_overridden_from_the_environment() {
        MonitorConfig config = config("onboarding-check-in=PT5S,trial-ending=-P14D");

        Playbooks playbooks = new PlaybookFiles().playbooks(config);

        assertThat(playbooks.find("onboarding-check-in").orElseThrow().trigger().delay())
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(playbooks.find("trial-ending").orElseThrow().trigger().delay())
                .isEqualTo(Duration.ofDays(-14));
        assertThat(playbooks.find("error-debugging").orElseThrow().trigger().delay())
                .isZero();
    }

    @Test
    void nothing_is_overridden_where_nothing_is_said() {
        assertThat(config("").delayOverride()).isEmpty();
    }

    @Test
    void an_override_of_nothing_stops_the_start() {
        MonitorConfig config = config("onboarding=PT5S");

        assertThatThrownBy(() -> new PlaybookFiles().playbooks(config))
                .hasMessage("aegis.monitor.delay-override names no playbook: onboarding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"onboarding-check-in", "onboarding-check-in=5"})
    void an_override_that_makes_no_sense_stops_the_start(String override) {
        assertThatThrownBy(() -> config(override))
                .hasMessageContaining("aegis.monitor.delay-override with the config value \"" + override + "\"");
    }

    private static MonitorConfig config(String override) {
        return new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(Map.of("AEGIS_MONITOR_DELAY_OVERRIDE", override), 300))
                .withMapping(MonitorConfig.class)
                .build()
                .getConfigMapping(MonitorConfig.class);
    }
}
