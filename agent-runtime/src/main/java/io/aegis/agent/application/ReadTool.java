package io.aegis.agent.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.domain.Run;

/** A tool that changes nothing: it is run at once, when the model calls it. */
public interface ReadTool {
    String name();

    /** What it looks at, as the customer is told, for example "your profile". */
    String looksAt();

    /** Reads for the run's customer; which customer that is never comes from the model. */
    ObjectNode read(Run run, ObjectNode arguments);
}
