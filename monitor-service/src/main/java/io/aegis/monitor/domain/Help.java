package io.aegis.monitor.domain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.Intent;

/** What an agent does for the customer when a playbook steps in, beside the message. */
public sealed interface Help {
    /** The agent that sees to the intent looks into it, as if the customer had asked, and replies. */
    record Task(Intent intent) implements Help {}

    /** An action is proposed; the gate decides as on any other. */
    record Action(String type, ObjectNode arguments) implements Help {
        public Action {
            arguments = arguments.deepCopy();
        }
    }
}
