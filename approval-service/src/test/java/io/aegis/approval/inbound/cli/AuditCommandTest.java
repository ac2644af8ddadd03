package io.aegis.approval.inbound.cli;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.approval.application.Audit;
import io.aegis.approval.application.Sealing;
import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.AuditCheck.Report;
import io.aegis.approval.domain.Proposals;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.ActionProposed;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Tier;
import io.aegis.contracts.Topics;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./aegis audit verify} over the API, against a database that somebody has written to. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class AuditCommandTest {
    @TestHTTPResource
    URI service;

    @Inject
    DataSource dataSource;

    @Inject
    Sealing sealing;

    @Inject
    Audit audit;

    private Path folder = Path.of("target");

    private final String customer = "audited-" + UUID.randomUUID();
    private final List<ProposedAction> actions = new ArrayList<>();

    /** Four records, the end of which is sealed. */
    @BeforeEach
    void decide() throws IOException {
        folder = Files.createTempDirectory(Path.of("target"), "audit");
        try (Peer peer = new Peer(LocalPlatform.shared().bootstrapServers())) {
            for (int i = 0; i < 3; i++) {
                ProposedAction action = Proposals.of(
                        "action-" + UUID.randomUUID(), customer, "trial.create", "{\"days\":7}", Tier.NONE);
                actions.add(action);
                peer.send(Topics.PROPOSED, "query", action.id().value(), new ActionProposed(action));
            }
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> records() == 3);
            ProposedAction last = actions.getLast();
            peer.send(
                    Topics.OUTCOMES,
                    "onboarding",
                    "outcome-" + last.id(),
                    new ActionOutcome.Succeeded(
                            last.id(), last.run(), last.customer(), last.type(), null, List.of(), "A trial of 7 days"));
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> records() == 4);
        sealing.seal();
    }

    private long records() {
        return audit.verify(new CustomerId(customer), null) instanceof AuditChain.Verification.Intact intact
                ? intact.records()
                : -1;
    }

    @Test
    void a_sound_audit_is_sound_over_the_api_and_from_a_file_with_nothing_but_the_public_keys() throws IOException {
        Ran over = run("--customer", customer);
        Path export = folder.resolve("export.ndjson");
        Files.writeString(export, exported("customer=" + customer));
        Ran offline = run(export.toString());
        String text = Files.readString(export);
        Files.writeString(
                export, text.replace("\\\"days\\\":7", "\\\"days\\\":9").replace("trial.create", "trial.cheats"));
        Ran changed = run(export.toString());
        Files.writeString(export, text.substring(0, text.lastIndexOf("{\"line\":\"end\"")));
        Ran cut = run(export.toString());

        assertThat(over.out).contains("sound: 1 customers, 4 records").contains("0 records not sealed yet");
        assertThat(over.status).isZero();
        assertThat(offline.status).isZero();
        assertThat(offline.report).isEqualTo(over.report);
        assertThat(changed.status).isEqualTo(1);
        assertThat(changed.out).contains(customer + " 1 changed: it is not the record that was written");
        assertThat(cut.out).contains("the file is cut off");
        assertThat(Pattern.compile("audited-[0-9a-f-]+")
                        .matcher(text)
                        .results()
                        .map(MatchResult::group)
                        .distinct())
                .containsExactly(customer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            update audit_record set customer = concat('x-', customer) where position = 2 and            | 2 missing
            update audit_record set position = 9 where position = 3 and                           | 3 missing
            update audit_record set action = concat(action, 'x') where position = 2 and                 | 2 changed
            update audit_record set verdict = 'denied' where position = 2 and                     | 2 changed
            update audit_record set at = at + interval '1 millisecond' where position = 2 and     | 2 changed
            update audit_record set previous = translate(previous, '1', '2') where position = 2 and | 2 changed
            update audit_record set record = replace(record, 'policy', 'polity') where position = 2 and | 2 changed
            update audit_record set hash = reverse(hash) where position = 2 and                   | 2 changed
            update audit_head set customer = concat('x-', customer) where                               | 4 changed
            update audit_head set position = 5 where                                              | 5 missing
            update audit_head set hash = reverse(hash) where                                      | 4 changed
            delete from audit_record where position = 2 and                                       | 2 missing
            delete from audit_record where position = 4 and                                       | 4 missing
            """)
    void what_is_changed_by_sql_is_named(String change, String named) throws SQLException, IOException {
        tamper(change + " customer = '" + customer + "'");

        Ran ran = run("--customer", customer);

        assertThat(ran.status).isEqualTo(1);
        assertThat(ran.out).contains(customer + " " + named);
    }

    @Test
    void two_records_that_were_swapped_are_named() throws SQLException, IOException {
        String of = " and customer = '" + customer + "'";
        tamper("update audit_record set position = 99 where position = 2" + of);
        tamper("update audit_record set position = 2 where position = 3" + of);
        tamper("update audit_record set position = 3 where position = 99" + of);

        assertThat(run("--customer", customer).out).contains(customer + " 2 reordered");
    }

    @Test
    void what_a_person_wrote_is_named_when_it_was_changed_or_taken_away() throws SQLException, IOException {
        given().contentType("application/json")
                .auth()
                .oauth2(Tokens.mint(LocalPlatform.shared().secrets(), "ada", Set.of("approver"), null))
                .body("{\"text\":\"A good one.\"}")
                .post("/api/approvals/" + actions.getFirst().id() + "/comments")
                .then()
                .statusCode(200);
        Ran sound = run("--customer", customer);
        tamper("update audit_words set words = 'A bad one.' where customer = '" + customer + "'");
        Ran changed = run("--customer", customer);
        tamper("delete from audit_words where customer = '" + customer + "'");
        Ran gone = run("--customer", customer);

        assertThat(sound.status).isZero();
        assertThat(changed.out).contains(customer + " 5 changed: what stands there is not what a person wrote with it");
        assertThat(gone.out).contains(customer + " 5 missing: what a person wrote with it is not there");
    }

    /** The chain by itself is sound: the seal knows better. */
    @Test
    void an_end_that_was_cut_off_with_its_head_and_a_deleted_chain_are_named() throws SQLException, IOException {
        String of = " customer = '" + customer + "'";
        tamper("delete from audit_record where position = 4 and" + of);
        tamper("update audit_head set position = 3, hash = (select hash from audit_record where position = 3 and" + of
                + ") where" + of);
        assertThat(records()).isEqualTo(3);
        assertThat(run("--customer", customer).out).contains(customer + " 4 missing: the chain ends before it");

        tamper("delete from audit_record where" + of);
        tamper("delete from audit_head where" + of);
        assertThat(run("--customer", customer).out).contains(customer + " 1 missing: the whole chain is not there");
        assertThat(run().out).contains(customer + " 1 missing: the whole chain is not there");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            update audit_seal set content = replace(content, '\"at\":\"2', '\"at\":\"3') | forged
            update audit_seal set signature = reverse(signature)                         | forged
            update audit_seal set ends = replace(ends, '\"position\":4', '\"position\":5') | changed
            """)
    void a_forged_seal_is_named(String change, String fault) throws SQLException, IOException {
        long last = number();
        tamper("create table seal_copy as select * from audit_seal");
        try {
            tamper(change + " where number = " + last);

            Ran ran = run("--customer", customer);

            assertThat(ran.status).isEqualTo(1);
            assertThat(ran.out).contains("aegis.seals %d %s".formatted(last, fault));
        } finally {
            restore();
        }
    }

    @Test
    void what_was_cut_off_with_its_seals_is_named_by_what_was_published_and_by_what_was_seen()
            throws SQLException, IOException {
        String seen = run("--customer", customer).seen();
        long last = number();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> new PublishedSeals(LocalPlatform.shared().bootstrapServers())
                        .read().stream().anyMatch(seal -> seal.number() == last));
        tamper("create table seal_copy as select * from audit_seal");
        try {
            tamper("delete from audit_seal where number = " + last);
            tamper("delete from audit_record where customer = '" + customer + "'");
            tamper("delete from audit_head where customer = '" + customer + "'");

            assertThat(run("--customer", customer).out).doesNotContain("missing");
            assertThat(run("--customer", customer, "--seen", seen).out)
                    .contains("aegis.seals %d missing: seal %d was published or seen before".formatted(last, last));
            assertThat(run("--published", LocalPlatform.shared().bootstrapServers()).out)
                    .contains("aegis.seals %d missing".formatted(last))
                    .contains(customer + " 1 missing: the whole chain is not there; published seal " + last);
        } finally {
            restore();
        }
    }

    @Test
    void a_period_and_a_table_are_exported_and_the_outcome_is_a_record() throws IOException {
        String table = exported("format=csv&customer=" + customer);
        String part = exported("customer=" + customer + "&to=2000-01-01T00:00:00Z");

        assertThat(table.lines().findFirst().orElseThrow())
                .startsWith("customer,position,at,action,type,verdict,rule,");
        assertThat(table.lines().skip(1).map(line -> line.split(",")[5]))
                .containsExactly("released", "released", "released", "done");
        assertThat(part).doesNotContain("\"line\":\"record\"");
    }

    private record Ran(int status, String out, Report report) {
        String seen() {
            return report.last() == null
                    ? ""
                    : report.last().number() + ":" + report.last().hash();
        }
    }

    private Ran run(String... arguments) throws IOException {
        StringWriter text = new StringWriter();
        Path json = folder.resolve("report.json");
        List<String> all = new ArrayList<>(List.of("verify"));
        all.addAll(List.of(arguments));
        Path secrets = LocalPlatform.shared().secrets();
        all.addAll(List.of(
                "--gate",
                service.toString().replaceAll("/$", ""),
                "--token",
                token(),
                "--keys",
                secrets.resolve("release-keys-public.json").toString(),
                "--json",
                json.toString()));
        int status = AuditCommand.commandLine(new PrintWriter(text, true)).execute(all.toArray(String[]::new));
        return new Ran(status, text.toString(), Json.read(Files.readAllBytes(json), Report.class));
    }

    private static String token() {
        return Tokens.mint(LocalPlatform.shared().secrets(), "olga", Set.of("auditor"), null);
    }

    private static String exported(String query) {
        return given().auth()
                .oauth2(token())
                .get("/api/audit/export?" + query)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private long number() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("select max(number) from audit_seal")) {
            row.next();
            return row.getLong(1);
        }
    }

    private void restore() throws SQLException {
        tamper("delete from audit_seal");
        tamper("insert into audit_seal select * from seal_copy");
        tamper("drop table seal_copy");
    }

    private void tamper(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter table audit_record disable trigger user");
            statement.execute("alter table audit_seal disable trigger user");
            statement.execute(sql);
            statement.execute("alter table audit_record enable trigger user");
            statement.execute("alter table audit_seal enable trigger user");
        }
    }
}
