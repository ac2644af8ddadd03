package io.aegis.orchestrator.inbound.web;

import io.aegis.orchestrator.application.DemoUsers;
import io.aegis.orchestrator.application.DemoUsers.Persona;
import io.aegis.orchestrator.domain.User;
import java.util.List;

/**
 * What is around every page.
 *
 * @param personas to switch between; none outside of the demo
 * @param page the part of the workbench that is open
 */
record Frame(User user, List<Persona> personas, Page page) {
    enum Page {
        CONVERSATIONS,
        HANDOFFS,
        APPROVALS
    }

    static Frame of(User user, DemoUsers demo, Page page) {
        return new Frame(user, demo.personas(), page);
    }

    public boolean conversations() {
        return page == Page.CONVERSATIONS;
    }

    public boolean handoffs() {
        return page == Page.HANDOFFS;
    }

    public boolean approvals() {
        return page == Page.APPROVALS;
    }

    public boolean converses() {
        return user.staff() || user.customer() != null;
    }
}
