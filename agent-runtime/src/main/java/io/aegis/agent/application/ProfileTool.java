package io.aegis.agent.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.Tools;
import io.aegis.contracts.Json;
import jakarta.enterprise.context.ApplicationScoped;

/** Reads the customer's profile: stage, tier, keys, sandbox, tickets, health. */
@ApplicationScoped
class ProfileTool implements ReadTool {
    private final Customers customers;

    ProfileTool(Customers customers) {
        this.customers = customers;
    }

    @Override
    public String name() {
        return Tools.PROFILE;
    }

    @Override
    public String looksAt() {
        return "your profile";
    }

    @Override
    public String description() {
        return "Reads the customer's profile: stage, plan, trial, keys (by their last characters), sandbox, tickets, health.";
    }

    @Override
    public ObjectNode parameters() {
        return ToolSpecification.noParameters();
    }

    @Override
    public ObjectNode read(Run run, ObjectNode arguments) {
        return Json.tree(customers.profile(run.ask().customer(), run.seen()));
    }
}
