package io.aegis.state;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.contracts.Tier;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.state.application.CustomerFiles.Format;
import io.aegis.state.application.ImportStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hamcrest.Matchers;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** Files of customers, in and out, over HTTP and on a real database. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class ImportsTest {
    private static final String CSV = "text/csv";
    private static final String NDJSON = "application/x-ndjson";

    private final ImportStore store;
    private final Session session;

    /** No customer of another test has it. */
    private final String word = "w" + UUID.randomUUID().toString().replace("-", "");

    ImportsTest(ImportStore store, Session session) {
        this.store = store;
        this.session = session;
    }

    @Test
    void a_file_is_taken_worked_and_reported_upon_and_changes_nothing_the_second_time() {
        String file = """
                customer,name,email,tier,plan,since
                %1$s-a,Ada,ada@acme.example,pro,pro-monthly,2026-01-05
                %1$s-b,"Bob, the second",secret,,,
                %1$s-c,Cleo,,starter,,
                %1$s-d,Dan,,,,
                """.formatted(word);
        String key = UUID.randomUUID().toString();

        String id = send(CSV, file, key).then().statusCode(202).extract().path("id");
        JsonPath done = awaitEnd(id);

        assertThat(done.getString("state")).isEqualTo("done");
        assertThat(done.getInt("percent")).isEqualTo(100);
        assertThat(List.of(done.getInt("records"), done.getInt("changed"), done.getInt("refused"), done.getInt("line")))
                .containsExactly(4, 2, 2, 5);
        admin().get("/api/customers/imports/" + id + "/faults")
                .then()
                .contentType(CSV)
                .header("Content-Disposition", Matchers.containsString("attachment"))
                .body(Matchers.is("line,field,reason\r\n3,email,is no mail address\r\n"
                        + "4,plan,a tier needs the name of its plan\r\n"));
        CustomerSnapshot ada = customer("-a");
        assertThat(List.of(ada.name(), ada.email(), ada.tier(), ada.plan(), ada.version()))
                .containsExactly("Ada", "ada@acme.example", Tier.PRO, "pro-monthly", 2L);
        admin().get("/api/customers/" + word + "-a/timeline")
                .then()
                .body("entries.source", Matchers.everyItem(Matchers.is("import")))
                .body("entries.eventId", Matchers.everyItem(Matchers.is(id + ":2")))
                .body("entries[0].fact.fact", Matchers.is("plan_changed"))
                .body("entries[0].happenedAt", Matchers.is("2026-01-05T00:00:00Z"));
        assertThat(customer("-b").version()).isZero();

        send(CSV, file, key).then().statusCode(202).body("id", Matchers.is(id));
        send(CSV, file + " ", key).then().statusCode(422).contentType("application/problem+json");
        JsonPath again = awaitEnd(send(CSV, file, null).path("id"));
        assertThat(again.getInt("changed")).isZero();
        assertThat(customer("-a").version()).isEqualTo(2);
        assertThat(parts()).isZero();
    }

    @Test
    void lines_of_json_are_imported_and_what_cannot_be_read_fails_with_its_line() {
        JsonPath json = awaitEnd(send(NDJSON, """
                {"customer":"%1$s-a","name":"Ada","tier":"trial","trialEndsAt":"2030-01-01"}
                {"customer":"%1$s-b"
                """.formatted(word), null).path("id"));
        JsonPath broken =
                awaitEnd(send(CSV, "customer,name\n" + word + "-c,Cleo\n" + word + "-d,\"" + "x".repeat(100_000), null)
                        .path("id"));

        assertThat(json.getList("faults.line", Integer.class)).containsExactly(2);
        assertThat(customer("-a").tier()).isEqualTo(Tier.TRIAL);
        assertThat(broken.getString("state")).isEqualTo("failed");
        assertThat(broken.getString("reason")).isEqualTo("line 3: a record is longer than 65536 characters");
        assertThat(broken.getInt("line")).isEqualTo(2);
        assertThat(customer("-c").name()).isEqualTo("Cleo");
    }

    @Test
    void an_import_whose_replica_died_goes_on_behind_its_last_progress() {
        String id = "im-" + word;
        String file = "customer,name\n" + many(5);
        QuarkusTransaction.requiringNew().run(() -> {
            store.begin(id, "sam", Format.CSV, Instant.now());
            store.append(id, 0, file.substring(0, 40).getBytes(StandardCharsets.UTF_8));
            store.append(id, 1, file.substring(40).getBytes(StandardCharsets.UTF_8));
            store.complete(id, null, "hash", file.length());
            session.createNativeMutationQuery("""
                            update customer_import set owner = 'dead', lease_until = now() + interval '1 second', records = 2,
                                   changed = 2, line = 3 where id = :id
                            """).setParameter("id", id).executeUpdate();
        });

        JsonPath done = awaitEnd(id);

        assertThat(List.of(done.getInt("records"), done.getInt("changed"), done.getInt("line")))
                .containsExactly(5, 5, 6);
        assertThat(customer("-2").version()).isZero();
        assertThat(customer("-3").name()).isEqualTo("Name 3");
        assertThat(customer("-5").name()).isEqualTo("Name 5");
    }

    @Test
    void a_file_may_be_large_and_other_bodies_may_not() {
        String large = "customer,name\n" + (word + "-a," + "x".repeat(150) + "\n").repeat(10_000);

        JsonPath done = awaitEnd(send(CSV, large, null).path("id"));
        Response usage = given().auth()
                .oauth2(token("product", "usage:record"))
                .contentType("application/json")
                .body("[" + " ".repeat(1_100_000) + "]")
                .post("/api/usage");

        assertThat(large.length()).isGreaterThan(1_500_000);
        assertThat(List.of(done.getInt("records"), done.getInt("changed"))).containsExactly(10_000, 1);
        assertThat(usage.statusCode()).isEqualTo(413);
        assertThat(usage.contentType()).startsWith("application/problem+json");
    }

    @Test
    void what_is_exported_is_defused_and_can_be_imported() {
        awaitEnd(send(
                        CSV,
                        "customer,name,email,tier,plan,timeZone,consent\n" + word
                                + "-a,'=cmd|x,+a@acme.example,pro,-p,Europe/Vienna,withheld\n" + word
                                + "-b,\"Bob, \"\"B\"\"\",,,,,\n",
                        null)
                .path("id"));

        String csv = export("csv").then().contentType(CSV).extract().asString();
        String lines = export("ndjson").then().contentType(NDJSON).extract().asString();

        assertThat(customer("-a").name()).isEqualTo("=cmd|x");
        assertThat(csv.lines())
                .containsExactly(
                        "customer,name,email,timeZone,locale,consent,tier,plan,trialEndsAt,stage,health,score,version",
                        word + "-a,'=cmd|x,'+a@acme.example,Europe/Vienna,,withheld,pro,'-p,,new,new,100,2",
                        word + "-b,\"Bob, \"\"B\"\"\",,,,,none,,,new,new,100,1");
        assertThat(lines.lines().map(line -> Json.read(line, CustomerSnapshot.class)))
                .containsExactly(customer("-a"), customer("-b"));
        for (JsonPath again : List.of(
                awaitEnd(send(CSV, csv, null).path("id")),
                awaitEnd(send(NDJSON, lines, null).path("id")))) {
            assertThat(List.of(again.getInt("records"), again.getInt("changed"), again.getInt("refused")))
                    .containsExactly(2, 0, 0);
        }
    }

    @Test
    void an_export_goes_over_many_pages() {
        awaitEnd(send(CSV, "customer,name\n" + many(1201), null).path("id"));

        assertThat(export("csv").asString().lines()).hasSize(1202).doesNotHaveDuplicates();
    }

    @Test
    void only_some_roles_import_and_export() {
        for (String role : List.of("agent", "auditor", "approver", "customers:read")) {
            given().auth()
                    .oauth2(token("sam", role))
                    .contentType(CSV)
                    .body("customer\n")
                    .post("/api/customers/import")
                    .then()
                    .statusCode(403);
        }
        for (String role : List.of("agent", "approver", "customers:read", "customer")) {
            given().auth()
                    .oauth2(token("sam", role))
                    .get("/api/customers/export")
                    .then()
                    .statusCode(403);
        }
        admin().get("/api/customers/imports/nothing").then().statusCode(404);
        admin().contentType("text/plain")
                .body("x")
                .post("/api/customers/import")
                .then()
                .statusCode(415);
    }

    private String many(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(n -> word + "-" + n + ",Name " + n + "\n")
                .collect(Collectors.joining());
    }

    private static Response send(String type, String file, String key) {
        RequestSpecification request = admin().contentType(type);
        return (key == null ? request : request.header("Idempotency-Key", key))
                .body(file.getBytes(StandardCharsets.UTF_8))
                .post("/api/customers/import");
    }

    private static JsonPath awaitEnd(String id) {
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> admin().get("/api/customers/imports/" + id).jsonPath(),
                        now -> Set.of("done", "failed").contains(now.getString("state")));
    }

    private Response export(String format) {
        return given().auth()
                .oauth2(token("ann", "auditor"))
                .queryParam("search", word)
                .queryParam("format", format)
                .get("/api/customers/export");
    }

    private CustomerSnapshot customer(String suffix) {
        return Json.read(
                admin().get("/api/customers/" + new CustomerId(word + suffix)).asString(), CustomerSnapshot.class);
    }

    /** Of imports that ended. */
    private long parts() {
        return QuarkusTransaction.requiringNew()
                .call(() -> session.createNativeQuery("""
                                select count(*) from customer_import_part p join customer_import i on i.id = p.import
                                where i.state in ('done', 'failed')
                                """, Long.class).getSingleResult());
    }

    private static RequestSpecification admin() {
        return given().config(io.restassured.RestAssured.config()
                        .encoderConfig(io.restassured.config.EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                                .encodeContentTypeAs(NDJSON, io.restassured.http.ContentType.TEXT)))
                .auth()
                .oauth2(token("sam", "success-manager"));
    }

    private static String token(String subject, String role) {
        return Tokens.mint(LocalPlatform.shared().secrets(), subject, Set.of(role), null);
    }
}
