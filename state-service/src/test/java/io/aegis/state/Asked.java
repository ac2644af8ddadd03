package io.aegis.state;

import static io.restassured.RestAssured.given;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** What the service says of one customer, to a service. */
record Asked(CustomerId customer) {
    CustomerSnapshot snapshot() {
        return Json.read(get("").then().statusCode(200).extract().asString(), CustomerSnapshot.class);
    }

    JsonPath timeline() {
        return get("/timeline?limit=200").then().statusCode(200).extract().jsonPath();
    }

    /** The customer once so many facts are known. */
    CustomerSnapshot await(long version) {
        return await(now -> now.version() >= version);
    }

    CustomerSnapshot await(Predicate<CustomerSnapshot> condition) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(this::snapshot, condition);
    }

    private Response get(String path) {
        String token = Tokens.mint(LocalPlatform.shared().secrets(), "service:query", Set.of("customers:read"), null);
        return given().auth().oauth2(token).get("/api/customers/" + customer + path);
    }
}
