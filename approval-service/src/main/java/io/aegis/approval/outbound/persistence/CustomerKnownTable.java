package io.aegis.approval.outbound.persistence;

import io.aegis.approval.application.CustomerRepository;
import io.aegis.approval.domain.Basis;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class CustomerKnownTable implements CustomerRepository {
    @Override
    public Basis find(CustomerId customer) {
        return CustomerKnownEntity.<CustomerKnownEntity>findByIdOptional(customer.value())
                .map(row -> Json.read(row.known, Basis.class))
                .orElse(Basis.NOTHING);
    }

    @Override
    public void forget(CustomerId customer, long version) {
        CustomerKnownEntity row = CustomerKnownEntity.findById(customer.value());
        if (row != null && row.version < version) {
            row.known = Json.text(Basis.NOTHING);
        }
    }

    @Override
    public void keep(CustomerId customer, long version, Basis known) {
        CustomerKnownEntity row = CustomerKnownEntity.findById(customer.value());
        if (row == null) {
            row = new CustomerKnownEntity();
            row.customer = customer.value();
            row.version = version;
            row.known = Json.text(known);
            row.persist();
        } else if (row.version < version) {
            row.version = version;
            row.known = Json.text(known);
        }
    }
}
