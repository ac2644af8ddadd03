package io.aegis.onboarding.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Environment;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Stage;
import io.aegis.contracts.Tier;
import io.aegis.contracts.UsageSummary;
import io.aegis.contracts.UsageSummary.Count;
import io.aegis.onboarding.domain.Diagnosis.Cause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    private static final CustomerId ACME = new CustomerId("acme");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void fifteenPercentMostlyRejectedInProductionWithATestKeyIsTheWrongEnvironment() {
        Diagnosis diagnosis = Diagnosis.of(
                customer(new CustomerSnapshot.Key(new KeyId("k1"), Environment.TEST, "aa11", NOW)),
                usage(
                        900,
                        45,
                        new Count(Environment.TEST, 200, "aa11", "/v2/customers", 850),
                        new Count(Environment.PRODUCTION, 401, "aa11", "/v2/subscriptions", 140),
                        new Count(Environment.TEST, 500, "aa11", "/v2/invoices", 10)));

        assertThat(diagnosis.cause())
                .isEqualTo(new Cause.WrongEnvironment("aa11", Environment.TEST, Environment.PRODUCTION));
        assertThat(diagnosis.evidence())
                .isEqualTo(new Diagnosis.Evidence(24, 1000, 150, 15, Optional.of(5L), 401, 140));
        assertThat(diagnosis.evidence().trend()).isEqualTo("rising");
    }

    @Test
    void rejectedInProductionWithoutAnyHintAndWithoutProductionKeyNeedsOne() {
        assertThat(cause(
                        customer(new CustomerSnapshot.Key(new KeyId("k1"), Environment.TEST, "aa11", NOW)),
                        new Count(Environment.PRODUCTION, 401, null, "/v2/customers", 3)))
                .isEqualTo(new Cause.NoProductionKey());
    }

    @Test
    void aKeyThatIsNoneOfTheCustomersIsNamed() {
        assertThat(cause(
                        customer(new CustomerSnapshot.Key(new KeyId("k1"), Environment.TEST, "aa11", NOW)),
                        new Count(Environment.TEST, 401, "zz99", "/v2/customers", 3)))
                .isEqualTo(new Cause.UnknownKey("zz99", Environment.TEST));
    }

    @Test
    void theMostFrequentErrorDecides() {
        assertThat(cause(
                        customer(),
                        new Count(Environment.TEST, 404, null, "/v1/old", 4),
                        new Count(Environment.TEST, 503, null, "/v2/invoices", 9)))
                .isEqualTo(new Cause.OurFault("/v2/invoices", 503));
        assertThat(cause(customer(), new Count(Environment.TEST, 404, null, "/v1/old", 4)))
                .isEqualTo(new Cause.WrongAddress("/v1/old"));
        assertThat(cause(customer(), new Count(Environment.TEST, 429, null, "/v2/x", 4)))
                .isEqualTo(new Cause.TooManyCalls());
        assertThat(cause(customer(), new Count(Environment.TEST, 422, null, "/v2/x", 4)))
                .isEqualTo(new Cause.BadRequests("/v2/x", 422));
        assertThat(cause(customer(), new Count(Environment.TEST, 403, null, "/v2/x", 4)))
                .isEqualTo(new Cause.NotAllowed("/v2/x"));
    }

    @Test
    void oneErrorInAHundredCallsIsOnePercentAndStillACause() {
        Diagnosis diagnosis = Diagnosis.of(
                customer(),
                usage(
                        0,
                        0,
                        new Count(Environment.TEST, 200, null, "/v2/x", 99),
                        new Count(Environment.TEST, 404, null, "/v2/y", 1)));

        assertThat(diagnosis.evidence().percent()).isEqualTo(1);
        assertThat(diagnosis.evidence().trend()).isEqualTo("new");
        assertThat(diagnosis.cause()).isEqualTo(new Cause.WrongAddress("/v2/y"));
    }

    @Test
    void withoutCallsOrWithHardlyAnErrorThereIsNoCauseToName() {
        assertThat(cause(customer())).isEqualTo(new Cause.NoCalls());
        assertThat(cause(
                        customer(),
                        new Count(Environment.TEST, 200, null, "/v2/x", 995),
                        new Count(Environment.TEST, 500, null, "/v2/x", 5)))
                .isEqualTo(new Cause.FewErrors());
    }

    private static Cause cause(CustomerSnapshot customer, Count... counts) {
        return Diagnosis.of(customer, usage(0, 0, counts)).cause();
    }

    private static UsageSummary usage(long callsBefore, long errorsBefore, Count... counts) {
        return new UsageSummary(ACME, NOW, 24, List.of(counts), callsBefore, errorsBefore);
    }

    private static CustomerSnapshot customer(CustomerSnapshot.Key... keys) {
        CustomerSnapshot unknown = CustomerSnapshot.unknown(ACME);
        return new CustomerSnapshot(
                ACME,
                3,
                null,
                null,
                Stage.API_KEYS_GENERATED,
                Tier.TRIAL,
                null,
                null,
                List.of(keys),
                null,
                List.of(),
                null,
                null,
                List.of(),
                unknown.health(),
                CustomerSnapshot.Billing.NONE,
                CustomerSnapshot.Contact.UNKNOWN);
    }
}
