package io.aegis.agent.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.Tools;
import io.aegis.contracts.Json;
import jakarta.enterprise.context.ApplicationScoped;

/** Reads the customer's API calls of the last day, and of the day before. */
@ApplicationScoped
class UsageTool implements ReadTool {
    private static final int HOURS = 24;

    private final Customers customers;

    UsageTool(Customers customers) {
        this.customers = customers;
    }

    @Override
    public String name() {
        return Tools.USAGE;
    }

    @Override
    public String looksAt() {
        return "your API calls of the last 24 hours";
    }

    @Override
    public String description() {
        return "Reads the customer's API calls of the last 24 hours by environment, status, key and endpoint, and of the day before.";
    }

    @Override
    public ObjectNode parameters() {
        return ToolSpecification.noParameters();
    }

    @Override
    public ObjectNode read(Run run, ObjectNode arguments) {
        return Json.tree(customers.usage(run.ask().customer(), HOURS, run.seen()));
    }
}
