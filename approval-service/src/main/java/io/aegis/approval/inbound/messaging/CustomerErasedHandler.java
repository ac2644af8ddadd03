package io.aegis.approval.inbound.messaging;

import io.aegis.approval.application.Ledger;
import io.aegis.contracts.CustomerErased;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.Forgetting;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class CustomerErasedHandler implements MessageHandler<CustomerErased> {
    private final Ledger ledger;
    private final Forgetting forgetting;

    CustomerErasedHandler(Ledger ledger, Forgetting forgetting) {
        this.ledger = ledger;
        this.forgetting = forgetting;
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
            ledger.forget(erased.customer(), erased.version());
            forgetting.begin(unit, erased.at());
        });
    }
}
