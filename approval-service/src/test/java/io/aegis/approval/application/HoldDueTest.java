package io.aegis.approval.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.WireTypes;
import org.junit.jupiter.api.Test;

class HoldDueTest {
    /** It waits in the timer table for days: what an older version has written stays readable. */
    @Test
    void keeps_its_wire_form() {
        HoldDue due = new HoldDue(new CustomerId("c1"), new ActionId("a1"));
        String json = "{\"action\":\"a1\",\"customer\":\"c1\"}";

        assertThat(WireTypes.of(HoldDue.class)).isEqualTo("aegis.approval.hold_due.v1");
        assertThat(Json.text(due)).isEqualTo(json);
        assertThat(Json.read(json, HoldDue.class)).isEqualTo(due);
    }
}
