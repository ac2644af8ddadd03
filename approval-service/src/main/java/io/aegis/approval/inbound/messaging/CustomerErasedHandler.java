package io.aegis.approval.inbound.messaging;

import io.aegis.approval.application.ApprovalRepository;
import io.aegis.contracts.CustomerErased;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

/** What was asked for a customer is forgotten with him; that it was decided, by whom and when, stays in the audit. */
@ApplicationScoped
class CustomerErasedHandler implements MessageHandler<CustomerErased> {
    private final ApprovalRepository approvals;

    CustomerErasedHandler(ApprovalRepository approvals) {
        this.approvals = approvals;
    }

    @Override
    public Class<CustomerErased> handles() {
        return CustomerErased.class;
    }

    @Override
    public boolean onlyCommits(CustomerErased erased) {
        return true;
    }

    @Override
    public void handle(CustomerErased erased, Delivery delivery) {
        delivery.commit(unit -> {
            approvals.forget(erased.customer());
            unit.emptyReceived();
        });
    }
}
