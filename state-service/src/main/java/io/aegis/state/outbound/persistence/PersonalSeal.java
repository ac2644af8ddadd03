package io.aegis.state.outbound.persistence;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import io.aegis.contracts.CustomerId;
import io.aegis.state.StateConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * Each customer's own key, AES-256-GCM, kept in the database sealed by the service's key, which is a file outside of it. Who
 * has a copy of the tables and not that file reads nothing sealed; when the customer's key is destroyed, nobody does.
 */
@ApplicationScoped
class PersonalSeal {
    private static final int KEY_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Session session;
    private final Path file;
    private volatile @Nullable Aead master;

    PersonalSeal(Session session, StateConfig config) {
        this.session = session;
        this.file = config.personalKey();
    }

    /** A customer's key in one generation. */
    record Key(CustomerId customer, int generation, Aead aead) {
        byte[] seal(byte[] text, long version) {
            try {
                return aead.encrypt(text, place(version));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("personal data could not be sealed", e);
            }
        }

        byte[] open(byte[] sealed, long version) {
            try {
                return aead.decrypt(sealed, place(version));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("personal data is not what was sealed", e);
            }
        }

        /** Bound in, so that a row moved elsewhere does not open. */
        private byte[] place(long version) {
            return (customer + "/" + version).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Absent when there is none, or none any more. */
    Optional<Key> find(CustomerId customer) {
        return Optional.ofNullable(find(List.of(customer)).get(customer));
    }

    /** The keys of those who have one. */
    Map<CustomerId, Key> find(Collection<CustomerId> customers) {
        return session
                .createNativeQuery(
                        "select customer, generation, wrapped from customer_key where customer in (:customers) and wrapped is not null",
                        Tuple.class)
                .setParameter(
                        "customers", customers.stream().map(CustomerId::value).toList())
                .getResultList()
                .stream()
                .map(row -> {
                    CustomerId customer = new CustomerId(row.get("customer", String.class));
                    return key(
                            customer,
                            row.get("generation", Number.class).intValue(),
                            unwrap(row.get("wrapped", byte[].class), customer));
                })
                .collect(Collectors.toMap(Key::customer, key -> key));
    }

    /** Made when there is none. Inside the transaction that holds the customer's lock. */
    Key findOrMake(CustomerId customer) {
        return find(customer).orElseGet(() -> {
            byte[] fresh = new byte[KEY_BYTES];
            random.nextBytes(fresh);
            int generation = session.createNativeQuery("""
                            insert into customer_key (customer, generation, wrapped) values (:customer, 1, :wrapped)
                            on conflict (customer) do update
                            set generation = customer_key.generation + 1, wrapped = excluded.wrapped
                            returning generation
                            """, Integer.class)
                    .setParameter("customer", customer.value())
                    .setParameter("wrapped", wrap(fresh, customer))
                    .getSingleResult();
            return key(customer, generation, fresh);
        });
    }

    void destroy(CustomerId customer) {
        session.createNativeMutationQuery("update customer_key set wrapped = null where customer = :customer")
                .setParameter("customer", customer.value())
                .executeUpdate();
    }

    private static Key key(CustomerId customer, int generation, byte[] bytes) {
        try {
            return new Key(customer, generation, new AesGcmJce(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] wrap(byte[] key, CustomerId customer) {
        try {
            return master().encrypt(key, customer.value().getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a customer's key could not be sealed", e);
        }
    }

    private byte[] unwrap(byte[] wrapped, CustomerId customer) {
        try {
            return master().decrypt(wrapped, customer.value().getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "a customer's key could not be opened: is this the service key it was sealed with?", e);
        }
    }

    /** Read at the first need. */
    private Aead master() {
        Aead known = master;
        if (known == null) {
            try {
                known = new AesGcmJce(
                        Base64.getUrlDecoder().decode(Files.readString(file).strip()));
                master = known;
            } catch (IOException e) {
                throw new UncheckedIOException("the key of personal data cannot be read", e);
            } catch (IllegalArgumentException | GeneralSecurityException e) {
                throw new IllegalStateException("the key of personal data is not 32 bytes in Base64", e);
            }
        }
        return known;
    }
}
