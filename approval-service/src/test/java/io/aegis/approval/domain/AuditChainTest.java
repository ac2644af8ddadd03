package io.aegis.approval.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.approval.domain.AuditChain.Fault;
import io.aegis.approval.domain.AuditChain.Link;
import io.aegis.approval.domain.AuditChain.Verification;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditChainTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final AuditChain CHAIN = chain("c1", 5);

    @Test
    void an_untouched_chain_is_intact_and_says_what_was_decided() {
        assertThat(CHAIN.verify()).isEqualTo(new Verification.Intact(5));
        assertThat(chain("nobody", 0).verify()).isEqualTo(new Verification.Intact(0));
        assertThat(CHAIN.links().getFirst().record()).isEqualTo("""
                {"action":"a1","argumentsHash":"%s","at":"2026-03-01T10:00:00Z","by":"policy","customer":"c1",\
                "policyVersion":"%s","position":1,"proposer":"query",\
                "reason":"A production key moves real money; a human looks first.","requester":"requester",\
                "rule":"production-key",\
                "sources":{"conversation":"conversation-c1","correlation":"correlation","run":"run-a1","turn":"turn-a1"},\
                "type":"key.issue","verdict":"held"}""".formatted(
                        Json.hash(Json.object().put("environment", "production")),
                        ActionCatalogue.packaged().version()));
    }

    @Test
    void any_changed_byte_is_named() {
        for (int i = 0; i < CHAIN.links().size(); i++) {
            Link link = CHAIN.links().get(i);
            Verification named = new Verification.Broken(i + 1, Fault.CHANGED);
            for (int at = 0; at < link.record().length(); at++) {
                assertThat(with(i, withRecord(link, flip(link.record(), at))).verify())
                        .isEqualTo(named);
            }
            for (int at = 0; at < link.hash().length(); at++) {
                assertThat(with(i, withHash(link, flip(link.hash(), at))).verify())
                        .isEqualTo(named);
                assertThat(with(i, withPrevious(link, flip(link.previous(), at)))
                                .verify())
                        .isEqualTo(named);
            }
        }
    }

    @Test
    void a_record_that_was_changed_and_hashed_again_is_named_by_what_follows() {
        for (int i = 0; i < 5; i++) {
            AuditChain.Head before = i == 0
                    ? AuditChain.Head.start(new CustomerId("c1"))
                    : head(CHAIN.links().get(i - 1));
            Link forged = AuditChain.append(before, held("forged"), NOW);

            assertThat(with(i, forged).verify()).isEqualTo(new Verification.Broken(i + 1, Fault.CHANGED));
        }
    }

    @Test
    void a_missing_record_is_named_also_the_last() {
        for (int i = 0; i < 5; i++) {
            List<Link> links = new ArrayList<>(CHAIN.links());
            links.remove(i);

            assertThat(new AuditChain(CHAIN.head(), links).verify())
                    .isEqualTo(new Verification.Broken(i + 1, Fault.MISSING));
        }
    }

    @Test
    void swapped_records_are_named_whether_they_swap_their_rows_or_their_numbers() {
        for (int i = 0; i < 4; i++) {
            for (int j = i + 1; j < 5; j++) {
                Verification named = new Verification.Broken(i + 1, Fault.REORDERED);
                List<Link> links = new ArrayList<>(CHAIN.links());
                Collections.swap(links, i, j);
                assertThat(new AuditChain(CHAIN.head(), links).verify()).isEqualTo(named);

                links.set(i, renumbered(links.get(i), i + 1));
                links.set(j, renumbered(links.get(j), j + 1));
                assertThat(new AuditChain(CHAIN.head(), links).verify()).isEqualTo(named);
            }
        }
    }

    @Test
    void a_record_of_another_customer_or_beyond_the_head_is_named() {
        assertThat(with(0, chain("c2", 1).links().getFirst()).verify())
                .isEqualTo(new Verification.Broken(1, Fault.REORDERED));
        assertThat(new AuditChain(head(CHAIN.links().get(3)), CHAIN.links()).verify())
                .isEqualTo(new Verification.Broken(5, Fault.CHANGED));
    }

    /** Everything written anew, with the head: by itself it is sound. */
    @Test
    void another_history_and_a_cut_off_end_are_found_by_what_the_log_has_told() {
        AuditChain.Head witness = head(CHAIN.links().get(3));
        AuditChain.Head head = AuditChain.Head.start(new CustomerId("c1"));
        List<Link> links = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            Link link = AuditChain.append(head, held(i == 2 ? "forged" : "a" + i, "c1"), NOW);
            links.add(link);
            head = head(link);
        }
        AuditChain rewritten = new AuditChain(head, links);
        AuditChain cut =
                new AuditChain(head(CHAIN.links().get(2)), CHAIN.links().subList(0, 3));

        assertThat(CHAIN.verify(witness)).isEqualTo(new Verification.Intact(5));
        assertThat(rewritten.verify()).isEqualTo(new Verification.Intact(5));
        assertThat(rewritten.verify(witness)).isEqualTo(new Verification.Broken(4, Fault.CHANGED));
        assertThat(cut.verify()).isEqualTo(new Verification.Intact(3));
        assertThat(cut.verify(witness)).isEqualTo(new Verification.Broken(4, Fault.MISSING));
    }

    private static AuditChain chain(String customer, int length) {
        AuditChain.Head head = AuditChain.Head.start(new CustomerId(customer));
        List<Link> links = new ArrayList<>();
        for (int i = 1; i <= length; i++) {
            Link link = AuditChain.append(head, held("a" + i, customer), NOW);
            links.add(link);
            head = head(link);
        }
        return new AuditChain(head, links);
    }

    private static Approval.Ruled held(String id) {
        return held(id, "c1");
    }

    private static Approval.Ruled held(String id, String customer) {
        ProposedAction action = Proposals.of(id, customer, "key.issue", "{\"environment\":\"production\"}", Tier.PRO);
        return new Approval.Proposed(action, "correlation", NOW, Basis.NOTHING)
                .under(new Policy(ActionCatalogue.packaged()).rule(action, Circumstances.at(NOW)));
    }

    private static AuditChain.Head head(Link link) {
        return new AuditChain.Head(link.customer(), link.position(), link.hash());
    }

    private static AuditChain with(int index, Link link) {
        List<Link> links = new ArrayList<>(CHAIN.links());
        links.set(index, link);
        return new AuditChain(CHAIN.head(), links);
    }

    private static Link withRecord(Link link, String record) {
        return new Link(
                link.customer(),
                link.position(),
                link.action(),
                link.verdict(),
                link.at(),
                link.previous(),
                record,
                link.hash());
    }

    private static Link withHash(Link link, String hash) {
        return new Link(
                link.customer(),
                link.position(),
                link.action(),
                link.verdict(),
                link.at(),
                link.previous(),
                link.record(),
                hash);
    }

    private static Link withPrevious(Link link, String previous) {
        return new Link(
                link.customer(),
                link.position(),
                link.action(),
                link.verdict(),
                link.at(),
                previous,
                link.record(),
                link.hash());
    }

    private static Link renumbered(Link link, long position) {
        return new Link(
                link.customer(),
                position,
                link.action(),
                link.verdict(),
                link.at(),
                link.previous(),
                link.record(),
                link.hash());
    }

    private static String flip(String text, int at) {
        return text.substring(0, at) + (char) (text.charAt(at) ^ 1) + text.substring(at + 1);
    }
}
