package io.aegis.local.testing;

import io.aegis.contracts.ActionDecision.Released;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.ReleaseTerms;
import io.aegis.local.ReleaseKeys;
import java.time.Instant;

/** The gate's signature, for tests that play the gate. */
public final class Releases {
    private Releases() {}

    /** The first release of an action, as it was proposed. */
    public static Released of(ProposedAction action, AgentName executor, String by, Instant expires) {
        return signed(unsigned(action, by, expires), executor);
    }

    public static Released unsigned(ProposedAction action, String by, Instant expires) {
        return new Released(action, null, 1, by, "v", "fine", expires, "none");
    }

    public static Released signed(Released release, AgentName executor) {
        ReleaseKeys keys = ReleaseKeys.read(LocalPlatform.shared().secrets());
        return release.signed(keys.sign(ReleaseTerms.of(release, executor).bytes()));
    }
}
