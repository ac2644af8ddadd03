package io.aegis.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void aMissingOrNullValueIsRefusedUnlessItIsNullable() {
        assertThat(Json.read("{\"customer\":\"acme\"}", BillingEvent.SubscriptionCancelled.class)
                        .reason())
                .isNull();
        assertThatThrownBy(() ->
                        Json.read("{\"customer\":\"acme\",\"tier\":\"pro\"}", BillingEvent.SubscriptionChanged.class))
                .isInstanceOf(Json.Unreadable.class);
        assertThatThrownBy(() -> Json.read(
                        "{\"customer\":\"acme\",\"tier\":\"pro\",\"plan\":null}",
                        BillingEvent.SubscriptionChanged.class))
                .isInstanceOf(Json.Unreadable.class);
    }

    @Test
    void anActionIsWhole() {
        ObjectNode whole = Samples.messages().stream()
                .filter(ActionProposed.class::isInstance)
                .map(message -> Json.<ObjectNode>tree(((ActionProposed) message).action()))
                .findFirst()
                .orElseThrow()
                .without(List.of("origins", "grounds")); // nobody may have looked, or told

        assertThat(whole.fieldNames()).toIterable().contains("type").allSatisfy(name -> {
            assertThatThrownBy(() -> Json.convert(whole.deepCopy().<ObjectNode>without(name), ProposedAction.class))
                    .isInstanceOf(Json.Unreadable.class)
                    .hasMessage("not a readable ProposedAction: MismatchedInputException at " + name);
        });
    }

    @Test
    void theReasonNamesThePlaceAndNothingThatWasThere() {
        assertThatThrownBy(() -> Json.read(
                        "{\"customer\":\"acme\",\"plan\":\"p\",\"tier\":\"s3cret\"}",
                        BillingEvent.SubscriptionChanged.class))
                .isInstanceOf(Json.Unreadable.class)
                .hasMessageContaining("at tier")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
        assertThatThrownBy(() -> Json.read("{s3cret", BillingEvent.SubscriptionChanged.class))
                .isInstanceOf(Json.Unreadable.class)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void equalArgumentsHaveEqualHashesInAnyOrder() {
        assertThat(Json.hash(Json.object().put("a", 1).put("b", "x")))
                .isEqualTo(Json.hash(Json.object().put("b", "x").put("a", 1)))
                .isNotEqualTo(Json.hash(Json.object().put("b", "x").put("a", 2)))
                .hasSize(64);
    }

    @Test
    void timesAreIsoAndUnknownFieldsAreIgnored() {
        Instant at = Instant.parse("2026-03-01T12:00:00Z");
        UsageRecorded usage =
                new UsageRecorded(new CustomerId("acme"), Environment.TEST, "/v2/customers", 200, 3, null, at);

        assertThat(Json.text(usage))
                .isEqualTo(
                        "{\"at\":\"2026-03-01T12:00:00Z\",\"calls\":3,\"customer\":\"acme\",\"endpoint\":\"/v2/customers\","
                                + "\"environment\":\"test\",\"status\":200}");
        assertThat(Json.read(Json.text(usage).replace("{\"at\"", "{\"later\":1,\"at\""), UsageRecorded.class))
                .isEqualTo(usage);
    }
}
