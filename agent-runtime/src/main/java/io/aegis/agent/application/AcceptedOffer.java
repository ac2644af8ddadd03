package io.aegis.agent.application;

import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.Situation;
import io.aegis.agent.domain.Skill;
import io.aegis.agent.domain.ToolCall;
import io.aegis.agent.domain.Tools;
import io.aegis.contracts.CustomerFact.KeyIssued;
import io.aegis.contracts.CustomerFact.TicketOpened;
import io.aegis.contracts.Intent;
import io.aegis.contracts.KeyReference;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Step;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Proposes the action that the customer accepted, and tells what became of it. */
@ApplicationScoped
public class AcceptedOffer implements Skill {
    @Override
    public Set<Intent> intents() {
        return Set.of(Intent.OFFER_ACCEPTED);
    }

    @Override
    public ModelAnswer next(Situation situation) {
        if (situation.profile().isEmpty()) {
            return ModelAnswer.CallTools.of(ToolCall.of(Tools.PROFILE));
        }
        if (!situation.acted()) {
            Offer offer = Objects.requireNonNull(situation.ask().accepted(), "no offer was accepted");
            return ModelAnswer.CallTools.of(new ToolCall(offer.type(), offer.arguments()));
        }
        String told = situation.run().steps().stream()
                .filter(step -> step.action() != null)
                .map(Step::text)
                .collect(Collectors.joining("\n\n"));
        return ModelAnswer.Say.of(told
                + situation
                        .brought(KeyIssued.class)
                        .map(issued -> "\n\nYour %s key: `%s`"
                                .formatted(issued.environment().wireName(), KeyReference.to(issued.key())))
                        .orElse("")
                + situation
                        .brought(TicketOpened.class)
                        .map(ticket -> "\n\n[Ticket %s](%s)".formatted(ticket.ticket(), ticket.url()))
                        .orElse(""));
    }
}
