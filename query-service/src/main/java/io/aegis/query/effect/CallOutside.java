package io.aegis.query.effect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.ActionEffect;
import io.aegis.agent.application.OutsideTools;
import io.aegis.agent.application.OutsideTools.Answer;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.messaging.NotSent;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * {@code mcp.call}: a listed tool of another system. Such a tool knows no idempotency key and can be asked for nothing
 * afterwards, so it is called at most once: what was sent and not answered is left to people (ADR 013).
 */
@ApplicationScoped
class CallOutside implements ActionEffect {
    private static final String NOT_KNOWN =
            " Whether it was done is not known, and it is not done again: somebody has to look there.";

    /** Characters of the answer that are told; a key or a link is early in it. */
    private static final int LONGEST_TOLD = 600;

    private final OutsideTools outside;
    private final Clock clock;

    CallOutside(OutsideTools outside, Clock clock) {
        this.outside = outside;
        this.clock = clock;
    }

    @Override
    public String type() {
        return OutsideTools.ACTION;
    }

    @Override
    public Optional<Done> lookUp(ProposedAction action) {
        throw new Refused("Aegis was interrupted while it called " + tool(action) + "." + NOT_KNOWN);
    }

    @Override
    public Done perform(ProposedAction action) {
        ObjectNode arguments = action.arguments();
        Answer answer = outside.call(
                arguments.get("server").textValue(),
                arguments.get("tool").textValue(),
                Json.read(arguments.get("arguments").textValue(), ObjectNode.class));
        return switch (answer) {
            case Answer.Given given -> done(action, given.text());
            case Answer.Refused refused -> throw new Refused(refused.reason());
            case Answer.Unreached unreached -> throw new NotSent(unreached.reason());
            case Answer.Unknown unknown -> throw new Refused(unknown.reason() + NOT_KNOWN);
        };
    }

    private Done done(ProposedAction action, String text) {
        String told = text.codePoints()
                .limit(LONGEST_TOLD)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        ObjectNode called = Json.object()
                .put("server", action.arguments().get("server").textValue())
                .put("tool", action.arguments().get("tool").textValue());
        return new Done(
                List.of(new CustomerFact.OutsideEvent(
                        type(), called, clock.instant().truncatedTo(ChronoUnit.MILLIS))),
                "Called " + tool(action) + ": " + told);
    }

    private static String tool(ProposedAction action) {
        return action.arguments().get("tool").textValue() + " of "
                + action.arguments().get("server").textValue();
    }
}
