package io.aegis.feedback.outbound;

import io.aegis.agent.application.PersonalRecords;
import io.aegis.contracts.CustomerId;
import jakarta.enterprise.context.ApplicationScoped;

/** What customers wrote when they judged a reply. */
@ApplicationScoped
class JudgementRecords implements PersonalRecords {
    @Override
    public void forget(CustomerId customer) {
        FeedbackEntity.update("comment = null where customer = ?1", customer.value());
    }
}
