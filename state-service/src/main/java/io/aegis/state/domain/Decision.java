package io.aegis.state.domain;

import io.aegis.contracts.CustomerFact;
import java.util.List;

/** What came of a command. */
public sealed interface Decision {
    /** @param facts empty when it was so already */
    record Accepted(List<CustomerFact> facts) implements Decision {
        public Accepted {
            facts = List.copyOf(facts);
        }
    }

    /** @param field of the command that is at fault; empty for none of its own */
    record Refused(String field, String reason) implements Decision {}
}
