package io.aegis.agent.application;

import io.aegis.contracts.ActionId;
import java.util.List;

/** What this agent's own database keeps under the id of an action, beside its effect. */
public interface ActionRecords {
    /** The running transaction may look for these; the first look reads them all. */
    void expect(List<ActionId> actions);
}
