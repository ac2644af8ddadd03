package io.aegis.agent.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.domain.Run;
import io.aegis.contracts.Json;

/** A tool that changes nothing: it is run at once, when the model calls it. */
public interface ReadTool {
    String name();

    /** What it looks at, as the customer is told, for example "your profile". */
    String looksAt();

    /** What a model reads before it calls it. */
    default String description() {
        return "Looks at " + looksAt() + ".";
    }

    /** A JSON Schema of the arguments, an object's. Where it lists properties, calls that do not fit are refused. */
    default ObjectNode parameters() {
        return Json.object().put("type", "object");
    }

    /** Reads for the run's customer; which customer that is never comes from the model. */
    ObjectNode read(Run run, ObjectNode arguments);
}
