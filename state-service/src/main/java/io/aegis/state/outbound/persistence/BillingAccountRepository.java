package io.aegis.state.outbound.persistence;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.state.application.BillingAccounts;
import io.aegis.state.application.BillingSystem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;

@ApplicationScoped
class BillingAccountRepository implements BillingAccounts {
    private final Session session;

    BillingAccountRepository(Session session) {
        this.session = session;
    }

    @Override
    public Optional<CustomerId> owner(BillingSystem.Name system, List<String> references) {
        if (references.isEmpty()) {
            return Optional.empty();
        }
        return session.createNativeQuery("""
                        select customer from billing_account where system = :system and reference = any (:references)
                        order by array_position(:references, reference) limit 1
                        """, String.class)
                .setParameter("system", system.wireName())
                .setParameter("references", kept(references))
                .getResultStream()
                .map(CustomerId::new)
                .findFirst();
    }

    /**
     * Hashes: with them an event finds its customer, also after he was erased, and nobody finds the billing system's customer
     * from here.
     */
    private static String[] kept(List<String> references) {
        return references.stream().map(Json::hash).toArray(String[]::new);
    }

    @Override
    public void remember(BillingSystem.Name system, List<String> references, CustomerId owner) {
        if (references.isEmpty()) {
            return;
        }
        session.createNativeMutationQuery("""
                        insert into billing_account (system, reference, customer)
                        select distinct :system, reference, :customer from unnest(:references) as given(reference)
                        on conflict (system, reference) do update set customer = excluded.customer
                        where billing_account.customer <> excluded.customer
                        """)
                .setParameter("system", system.wireName())
                .setParameter("customer", owner.value())
                .setParameter("references", kept(references))
                .executeUpdate();
    }
}
