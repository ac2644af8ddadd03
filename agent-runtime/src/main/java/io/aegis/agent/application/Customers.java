package io.aegis.agent.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Seen;
import io.aegis.contracts.UsageSummary;
import java.util.List;

/** The port to state-service. It answers only when state has applied everything in {@code seen}; otherwise it throws. */
public interface Customers {
    CustomerSnapshot profile(CustomerId customer, List<Seen> seen);

    /** @param hours length of the window that ends now */
    UsageSummary usage(CustomerId customer, int hours, List<Seen> seen);
}
