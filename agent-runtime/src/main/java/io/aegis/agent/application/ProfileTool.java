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
    public ObjectNode read(Run run, ObjectNode arguments) {
        return Json.tree(customers.profile(run.ask().customer(), run.seen()));
    }
}
