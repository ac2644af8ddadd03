package io.aegis.approval.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.aegis.approval.domain.AuditChain.Head;
import io.aegis.approval.domain.AuditChain.Link;
import io.aegis.approval.domain.AuditCheck.Extent;
import io.aegis.approval.domain.AuditCheck.Finding;
import io.aegis.approval.domain.AuditCheck.Report;
import io.aegis.approval.domain.AuditCheck.Seen;
import io.aegis.approval.domain.AuditCheck.Signed;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.Tier;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Two customers, five and three records, sealed after two of each and at their ends; signatures are hashes with a key's name. */
class AuditCheckTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final AuditChain ACME = chain("acme", 5);
    private static final AuditChain BETA = chain("beta", 3);
    private static final List<AuditSeal> SEALS = seals("gate");

    @Test
    void an_untouched_audit_is_sound_and_tells_its_last_seal() {
        Report report = check(SEALS, List.of(ACME, BETA));

        assertThat(report)
                .isEqualTo(new Report(2, 8, 2, 0, new Seen(2, SEALS.get(1).hash()), List.of()));
    }

    @Test
    void what_no_seal_covers_is_counted() {
        assertThat(check(SEALS.subList(0, 1), List.of(ACME, BETA)).unsealed()).isEqualTo(4);
    }

    /** All of it anew, head and hashes: only the seal knows. */
    @Test
    void another_history_is_named_where_the_first_seal_covers_it() {
        AuditChain other = chain("acme", 5, "forged");

        assertThat(other.verify()).isEqualTo(new AuditChain.Verification.Intact(5));
        assertThat(check(SEALS, List.of(other, BETA)).findings())
                .containsExactly(new Finding("acme", 2, "changed", "it is another one than seal 1 covers"));
    }

    @Test
    void a_cut_off_end_and_a_deleted_chain_are_named() {
        AuditChain cut =
                new AuditChain(ACME.links().get(3).asHead(), ACME.links().subList(0, 4));

        assertThat(check(SEALS, List.of(cut, BETA)).findings())
                .containsExactly(new Finding("acme", 5, "missing", "the chain ends before it; seal 2 knows 5 records"));
        assertThat(check(SEALS, List.of(ACME)).findings())
                .containsExactly(
                        new Finding("beta", 1, "missing", "the whole chain is not there; seal 2 knows 3 records"));
    }

    @Test
    void a_head_that_was_moved_is_named() {
        AuditChain beyond = new AuditChain(new Head(new CustomerId("acme"), 6, "0".repeat(64)), ACME.links());
        AuditChain none = new AuditChain(Head.start(new CustomerId("acme")), ACME.links());

        assertThat(check(SEALS, List.of(beyond, BETA)).findings())
                .containsExactly(new Finding("acme", 6, "missing", "it is not there"));
        assertThat(check(SEALS, List.of(none, BETA)).findings())
                .containsExactly(new Finding("acme", 5, "changed", "it is not the record that was written"));
    }

    @Test
    void any_changed_byte_of_a_seal_is_named() {
        AuditSeal seal = SEALS.getFirst();
        for (int at = 0; at < seal.content().length(); at++) {
            assertThat(faults(new AuditSeal(1, flip(seal.content(), at), seal.ends(), seal.signature())))
                    .contains("aegis.seals 1");
        }
        for (int at = 0; at < seal.signature().length(); at++) {
            assertThat(faults(new AuditSeal(1, seal.content(), seal.ends(), flip(seal.signature(), at))))
                    .contains("aegis.seals 1");
        }
        assertThat(faults(new AuditSeal(
                        1,
                        seal.content(),
                        List.of(seal.ends().getFirst(), new Head(new CustomerId("beta"), 1, "0".repeat(64))),
                        seal.signature())))
                .contains("aegis.seals 1");
        assertThat(faults(new AuditSeal(1, seal.content(), seal.ends().subList(0, 1), seal.signature())))
                .contains("aegis.seals 1");
    }

    @Test
    void a_seal_that_the_gate_did_not_sign_is_forged_and_one_of_an_unknown_key_is_no_word() {
        assertThat(check(seals("thief"), List.of(ACME, BETA)).findings())
                .extracting(Finding::customer, Finding::position, Finding::fault)
                .containsExactly(tuple("aegis.seals", 1L, "forged"), tuple("aegis.seals", 2L, "forged"));
        assertThat(check(seals("older"), List.of(ACME, BETA)).findings())
                .containsExactly(
                        new Finding("aegis.seals", 2, "unknown_key", "no key that is given can tell who signed it"));
    }

    /** The key before the one before is not among the public ones any more. */
    @Test
    void a_later_seal_vouches_for_one_whose_key_is_forgotten() {
        AuditSeal first = AuditSeal.next(null, SEALS.getFirst().ends(), NOW, content -> sign("older", content));
        AuditSeal second = AuditSeal.next(first, SEALS.get(1).ends(), NOW, content -> sign("gate", content));

        assertThat(check(List.of(first, second), List.of(ACME, BETA)).findings())
                .isEmpty();
    }

    @Test
    void a_missing_seal_is_named_in_the_middle_and_at_the_end() {
        AuditSeal third = AuditSeal.next(SEALS.get(1), List.of(), NOW, content -> sign("gate", content));
        List<AuditSeal> gap = List.of(SEALS.getFirst(), third);

        assertThat(check(gap, List.of(ACME, BETA)).findings())
                .containsExactly(new Finding("aegis.seals", 2, "missing", "it is not there; the next one is 3"));
        AuditCheck seen = new AuditCheck(AuditCheckTest::signed, new Extent(true, true));
        seen.seen(new Seen(3, third.hash()));
        assertThat(run(seen, SEALS, List.of(ACME, BETA)).findings())
                .containsExactly(new Finding("aegis.seals", 3, "missing", "seal 3 was published or seen before"));
    }

    /** Chains, heads and seals cut off together: what was published still knows. */
    @Test
    void what_was_published_is_held_against_all_of_it() {
        AuditChain cut =
                new AuditChain(ACME.links().get(1).asHead(), ACME.links().subList(0, 2));
        AuditCheck check = new AuditCheck(AuditCheckTest::signed, new Extent(true, true));
        SEALS.forEach(check::published);
        seals("thief").forEach(check::published);

        assertThat(run(check, SEALS.subList(0, 1), List.of(cut, BETA)).findings())
                .containsExactly(
                        new Finding("acme", 3, "missing", "the chain ends before it; published seal 2 knows 5 records"),
                        new Finding("aegis.seals", 2, "missing", "seal 2 was published or seen before"));
    }

    @Test
    void a_part_is_sound_by_itself_and_what_is_changed_in_it_is_named() {
        Link fourth = ACME.links().get(3);
        AuditChain part = new AuditChain(
                ACME.links().get(1).asHead(), fourth.asHead(), ACME.links().subList(2, 4));
        Extent extent = new Extent(false, false);

        assertThat(run(new AuditCheck(AuditCheckTest::signed, extent), SEALS, List.of(part))
                        .findings())
                .isEmpty();
        assertThat(run(
                                new AuditCheck(AuditCheckTest::signed, extent),
                                SEALS,
                                List.of(changed(part, 1, record -> record.replace("policy", "politics"))))
                        .findings())
                .containsExactly(new Finding("acme", 4, "changed", "it is not the record that was written"));
    }

    /** What stands beside a record to search by is held against it. */
    @Test
    void the_columns_beside_a_record_are_named_too() {
        Link third = ACME.links().get(2);
        for (Link other : List.of(
                new Link(
                        third.customer(),
                        3,
                        new ActionId("a9"),
                        third.verdict(),
                        third.at(),
                        third.previous(),
                        third.record(),
                        third.hash()),
                new Link(
                        third.customer(),
                        3,
                        third.action(),
                        "released",
                        third.at(),
                        third.previous(),
                        third.record(),
                        third.hash()),
                new Link(
                        third.customer(),
                        3,
                        third.action(),
                        third.verdict(),
                        third.at().plusMillis(1),
                        third.previous(),
                        third.record(),
                        third.hash()))) {
            List<Link> links = new ArrayList<>(ACME.links());
            links.set(2, other);

            assertThat(check(SEALS, List.of(new AuditChain(ACME.head(), links), BETA))
                            .findings())
                    .containsExactly(new Finding("acme", 3, "changed", "it is not the record that was written"));
        }
    }

    private static List<String> faults(AuditSeal first) {
        return check(List.of(first, SEALS.get(1)), List.of(ACME, BETA)).findings().stream()
                .map(finding -> finding.customer() + " " + finding.position())
                .toList();
    }

    private static Report check(List<AuditSeal> seals, List<AuditChain> chains) {
        return run(new AuditCheck(AuditCheckTest::signed, new Extent(true, true)), seals, chains);
    }

    private static Report run(AuditCheck check, List<AuditSeal> seals, List<AuditChain> chains) {
        seals.forEach(check::seal);
        chains.forEach(chain -> check.chain(chain, Map.of()));
        return check.end();
    }

    private static List<AuditSeal> seals(String key) {
        AuditSeal first = AuditSeal.next(
                null,
                List.of(ACME.links().get(1).asHead(), BETA.links().get(1).asHead()),
                NOW,
                content -> sign(key, content));
        return List.of(
                first, AuditSeal.next(first, List.of(ACME.head(), BETA.head()), NOW, content -> sign(key, content)));
    }

    private static String sign(String key, byte[] content) {
        String by = key.equals("thief") ? "gate" : key;
        return by + ":" + Json.hash(key + new String(content, StandardCharsets.UTF_8));
    }

    private static Signed signed(byte[] content, String signature) {
        return !signature.startsWith("gate:")
                ? signature.startsWith("older:") ? Signed.UNKNOWN : Signed.FORGED
                : signature.equals(sign("gate", content)) ? Signed.GOOD : Signed.FORGED;
    }

    private static AuditChain chain(String customer, int length) {
        return chain(customer, length, "a1");
    }

    private static AuditChain chain(String customer, int length, String first) {
        Head head = Head.start(new CustomerId(customer));
        List<Link> links = new ArrayList<>();
        for (int i = 1; i <= length; i++) {
            Link link = AuditChain.append(head, held(i == 1 ? first : "a" + i, customer), NOW.plusSeconds(i));
            links.add(link);
            head = link.asHead();
        }
        return new AuditChain(head, links);
    }

    private static Approval.Ruled held(String id, String customer) {
        var action = Proposals.of(id, customer, "key.issue", "{\"environment\":\"production\"}", Tier.PRO);
        return new Approval.Proposed(action, "correlation", NOW, Basis.NOTHING)
                .under(new Policy(ActionCatalogue.packaged()).rule(action, Circumstances.at(NOW)));
    }

    private static AuditChain changed(AuditChain chain, int index, UnaryOperator<String> change) {
        List<Link> links = new ArrayList<>(chain.links());
        Link link = links.get(index);
        links.set(
                index,
                new Link(
                        link.customer(),
                        link.position(),
                        link.action(),
                        link.verdict(),
                        link.at(),
                        link.previous(),
                        change.apply(link.record()),
                        link.hash()));
        return new AuditChain(chain.before(), chain.head(), links);
    }

    private static String flip(String text, int at) {
        return text.substring(0, at) + (char) (text.charAt(at) ^ 1) + text.substring(at + 1);
    }
}
