package io.aegis.onboarding.outbound;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.aegis.agent.application.ActionRecords;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.Json;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Sha256;
import io.aegis.messaging.Database;
import io.aegis.messaging.Retained;
import io.aegis.messaging.Rows;
import io.aegis.onboarding.OnboardingConfig;
import io.aegis.onboarding.application.KeyVault;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keys in the database, sealed with AES-GCM under a key that is outside of it. The customer is bound in as associated data,
 * so that a row moved to another customer does not open. A production key is shown for ten minutes from the first time on, since a
 * page is drawn more than once; then nothing but its hash is left.
 */
@Startup
@ApplicationScoped
class SealedKeyVault implements KeyVault, Retained, ActionRecords {
    private static final int KEY_BYTES = 24;
    private static final int HINT = 4;
    private static final Duration SHOWN_FOR = Duration.ofMinutes(10);

    private static final Rows.Table<Kept> KEYS = Rows.Table.<Kept>of(
                    "api_key", """
                    select action, json_build_object('id', id, 'environment', environment, 'hint', hint, 'issuedAt',
                               to_char(issued_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text
                    from api_key where action = any (?)
                    """, row -> new Kept(Json.read(row, IssuedKey.class), null), """
                    insert into api_key (action, id, environment, hint, issued_at, customer, hash, sealed)
                    select * from {rows}
                    """)
            .text(key -> key.issued.id().value())
            .text(key -> key.issued.environment().wireName())
            .text(key -> key.issued.hint())
            .time(key -> key.issued.issuedAt())
            .text(key -> key.written().customer.value())
            .text(key -> key.written().hash)
            .bytes(key -> key.written().seal);

    private final SecureRandom random = new SecureRandom();
    private final Aead seal;
    private final Database database;
    private final Rows rows;
    private final Clock clock;

    SealedKeyVault(OnboardingConfig config, Database database, Rows rows, Clock clock) {
        this.database = database;
        this.rows = rows;
        this.clock = clock;
        try {
            AeadConfig.register();
            this.seal = keyset(config.vaultKey()).getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the vault key cannot be used", e);
        }
    }

    /** @param fresh what a new key is written with; one that was read is not written */
    private record Kept(IssuedKey issued, @Nullable Fresh fresh) {
        Fresh written() {
            return Objects.requireNonNull(fresh);
        }
    }

    private record Fresh(CustomerId customer, String hash, byte[] seal) {}

    @Override
    public void expect(List<ActionId> actions) {
        rows.expect(KEYS, actions.stream().map(ActionId::value).toList());
    }

    @Override
    public Optional<IssuedKey> find(ActionId action) {
        return rows.find(KEYS, action.value()).map(Kept::issued);
    }

    @Override
    public IssuedKey issue(ActionId action, CustomerId customer, Environment environment) {
        return find(action).orElseGet(() -> {
            String key = "ak_" + environment.wireName() + "_" + randomText();
            IssuedKey issued = new IssuedKey(
                    new KeyId("key-" + action), environment, key.substring(key.length() - HINT), clock.instant());
            rows.put(KEYS, action.value(), new Kept(issued, new Fresh(customer, Sha256.hex(key), seal(key, customer))));
            return issued;
        });
    }

    /**
     * A test key is recorded as shown by the statement that reads it, and that is taken back if it cannot be opened. A
     * production key is recorded after it was opened: what was shown to nobody must not end.
     */
    @Override
    public Revealed reveal(KeyId key, CustomerId owner, String by) {
        List<Asked> found = database.query(
                """
                with asked as (
                    select id, sealed, environment <> ? as often from api_key where id = ? and customer = ?
                ), recorded as (
                    insert into key_reveal (key_id, by_whom, at)
                    select id, ?, ?::timestamptz from asked where often and sealed is not null
                    returning id
                )
                select asked.sealed, recorded.id from asked left join recorded on true
                """,
                row -> new Asked(row.getBytes(1), row.getObject(2, Long.class)),
                Environment.PRODUCTION.wireName(),
                key.value(),
                owner.value(),
                by,
                clock.instant());
        if (found.isEmpty()) {
            return new Revealed.None();
        }
        Asked asked = found.getFirst();
        if (asked.sealed == null) {
            return new Revealed.Over();
        }
        String opened = open(asked.sealed, owner, asked.recorded);
        return asked.recorded != null || shownOnce(key, by) ? new Revealed.Key(opened) : new Revealed.Over();
    }

    /**
     * @param sealed absent when the key was shown before and is shown no more
     * @param recorded what says that it is shown now; absent when nothing says so yet
     */
    private record Asked(byte @Nullable [] sealed, @Nullable Long recorded) {}

    private String open(byte[] sealed, CustomerId owner, @Nullable Long recorded) {
        try {
            return open(sealed, owner);
        } catch (IllegalStateException e) {
            if (recorded != null) {
                database.update("delete from key_reveal where id = ?", recorded);
            }
            throw e;
        }
    }

    /** Records that a production key is shown, or ends it; false for one that has ended. */
    private boolean shownOnce(KeyId key, String by) {
        Instant now = clock.instant();
        return database.query("""
                        with asked as (
                            select id, shown_at, coalesce(shown_at <= ?::timestamptz, false) as ended
                            from api_key where id = ? and sealed is not null
                        ), marked as (
                            update api_key k
                            set shown_at = coalesce(k.shown_at, ?::timestamptz), sealed = case when a.ended then null else k.sealed end
                            from asked a where k.id = a.id and (a.ended or a.shown_at is null)
                        ), recorded as (
                            insert into key_reveal (key_id, by_whom, at)
                            select id, ?, ?::timestamptz from asked where not ended
                        )
                        select 1 from asked where not ended
                        """, row -> true, now.minus(SHOWN_FOR), key.value(), now, by, now)
                .equals(List.of(true));
    }

    /** Those that nobody looked at again. */
    @Override
    public boolean forgetOld(int most) {
        database.update(
                "update api_key set sealed = null where environment = ? and shown_at <= ? and sealed is not null",
                Environment.PRODUCTION.wireName(),
                clock.instant().minus(SHOWN_FOR));
        return false;
    }

    private String randomText() {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(bytes)
                .replace('-', 'A')
                .replace('_', 'B');
    }

    private byte[] seal(String key, CustomerId owner) {
        try {
            return seal.encrypt(
                    key.getBytes(StandardCharsets.UTF_8), owner.value().getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key could not be sealed", e);
        }
    }

    private String open(byte[] sealed, CustomerId owner) {
        try {
            return new String(
                    seal.decrypt(sealed, owner.value().getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key could not be opened: is this the vault key it was sealed with?", e);
        }
    }

    /** The key of the vault, made if there is none. Two replicas starting together agree: the file is written once. */
    private static KeysetHandle keyset(Path file) throws GeneralSecurityException {
        try {
            if (!Files.exists(file)) {
                String json = TinkJsonProtoKeysetFormat.serializeKeyset(
                        KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM), InsecureSecretKeyAccess.get());
                Path draft = Files.createTempFile(
                        file.toAbsolutePath().getParent(),
                        "vault",
                        ".new",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(draft, json, StandardOpenOption.TRUNCATE_EXISTING);
                try {
                    Files.createLink(file, draft);
                } catch (FileAlreadyExistsException e) {
                    // the other replica was first, its key it is
                } finally {
                    Files.delete(draft);
                }
            }
            return TinkJsonProtoKeysetFormat.parseKeyset(Files.readString(file), InsecureSecretKeyAccess.get());
        } catch (IOException e) {
            throw new UncheckedIOException("the vault key cannot be read or made", e);
        }
    }
}
