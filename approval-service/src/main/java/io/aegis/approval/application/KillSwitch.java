package io.aegis.approval.application;

import io.aegis.approval.domain.AuditRecord;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.GateSwitched;
import io.aegis.contracts.Json;
import io.aegis.contracts.Stopped;
import io.aegis.contracts.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Stops an agent, a type of action, or everything. From then on nothing of it is released; the agents are told by a signed
 * message, and give back what was released and not executed. What is held stays held.
 */
@ApplicationScoped
public class KillSwitch {
    private static final Logger LOG = Logger.getLogger(KillSwitch.class);

    private final PolicyRepository repository;
    private final Policies policies;
    private final Operations operations;
    private final ReleaseSigner signer;

    KillSwitch(PolicyRepository repository, Policies policies, Operations operations, ReleaseSigner signer) {
        this.repository = repository;
        this.policies = policies;
        this.operations = operations;
        this.signer = signer;
    }

    /** What can be stopped. */
    public sealed interface Target {
        record Everything() implements Target {}

        record Agent(AgentName name) implements Target {}

        record Type(String name) implements Target {}
    }

    public Stopped now() {
        return repository.inForce().stopped();
    }

    /** Its own transaction. Doing it again changes nothing. */
    public Stopped stop(Target target, String by, String reason) {
        return change(target, true, by, reason);
    }

    /** Its own transaction. What was held meanwhile waits for people. */
    public Stopped resume(Target target, String by, String reason) {
        return change(target, false, by, reason);
    }

    private Stopped change(Target target, boolean stop, String by, String reason) {
        return operations.run((unit, at) -> {
            PolicyRepository.InForce inForce = repository.inForce();
            Stopped before = inForce.stopped();
            Stopped next = next(before, target, stop);
            if (next.version() == before.version()) {
                return before;
            }
            repository.put(new PolicyRepository.InForce(inForce.active(), inForce.shadow(), next));
            String verdict = stop ? "stopped" : "resumed";
            operations.record(
                    new AuditRecord.Operation(verdict, subject(target), Json.text(next), by, reason, at), unit);
            GateSwitched message = new GateSwitched(next, signer.sign(next.bytes()));
            for (AgentName agent : AgentName.values()) {
                unit.publish(Topics.actions(agent), message);
            }
            unit.afterCommit(policies::forget);
            LOG.warnf("gate switched, state=%s subject=%s by=%s", verdict, subject(target), by);
            return next;
        });
    }

    private static Stopped next(Stopped now, Target target, boolean stop) {
        boolean everything = now.everything();
        Set<AgentName> agents = new HashSet<>(now.agents());
        Set<String> types = new HashSet<>(now.types());
        switch (target) {
            case Target.Everything all -> everything = stop;
            case Target.Agent(AgentName name) -> put(name, agents, stop);
            case Target.Type(String name) -> put(name, types, stop);
        }
        Stopped next = new Stopped(now.version(), everything, agents, types);
        return next.equals(now) ? now : new Stopped(now.version() + 1, everything, agents, types);
    }

    private static <T> void put(T what, Set<T> into, boolean in) {
        Consumer<T> change = in ? into::add : into::remove;
        change.accept(what);
    }

    private static String subject(Target target) {
        return switch (target) {
            case Target.Everything all -> "everything";
            case Target.Agent(AgentName name) -> "agent-" + name.wireName();
            case Target.Type(String name) -> "type-" + name;
        };
    }
}
