package io.aegis.onboarding.outbound;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.KeyId;
import io.aegis.messaging.Retained;
import io.aegis.onboarding.OnboardingConfig;
import io.aegis.onboarding.application.KeyVault;
import io.quarkus.narayana.jta.QuarkusTransaction;
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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Keys in the database, sealed with AES-GCM under a key that is outside of it. The customer is bound in as associated data,
 * so that a row moved to another customer does not open. A production key is shown for ten minutes from the first time on, since a
 * page is drawn more than once; then nothing but its hash is left.
 */
@Startup
@ApplicationScoped
class SealedKeyVault implements KeyVault, Retained {
    private static final int KEY_BYTES = 24;
    private static final int HINT = 4;
    private static final Duration SHOWN_FOR = Duration.ofMinutes(10);

    private final SecureRandom random = new SecureRandom();
    private final Aead seal;
    private final Clock clock;

    SealedKeyVault(OnboardingConfig config, Clock clock) {
        this.clock = clock;
        try {
            AeadConfig.register();
            this.seal = keyset(config.vaultKey()).getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the vault key cannot be used", e);
        }
    }

    @Override
    public Optional<IssuedKey> find(ActionId action) {
        return QuarkusTransaction.joiningExisting()
                .call(() -> ApiKeyEntity.<ApiKeyEntity>find("action", action.value())
                        .firstResultOptional()
                        .map(SealedKeyVault::issued));
    }

    @Override
    public IssuedKey issue(ActionId action, CustomerId customer, Environment environment) {
        return find(action)
                .orElseGet(() -> QuarkusTransaction.joiningExisting().call(() -> {
                    String key = "ak_" + environment.wireName() + "_" + randomText();
                    ApiKeyEntity row = new ApiKeyEntity();
                    row.id = "key-" + action;
                    row.action = action.value();
                    row.customer = customer.value();
                    row.environment = environment.wireName();
                    row.hint = key.substring(key.length() - HINT);
                    row.hash = hash(key);
                    row.sealed = seal(key, customer);
                    row.issuedAt = clock.instant();
                    row.persist();
                    return issued(row);
                }));
    }

    @Override
    public Revealed reveal(KeyId key, CustomerId owner, String by) {
        return QuarkusTransaction.joiningExisting()
                .call(() -> ApiKeyEntity.<ApiKeyEntity>findByIdOptional(key.value())
                        .filter(row -> row.customer.equals(owner.value()))
                        .map(row -> revealed(row, owner, by))
                        .orElseGet(Revealed.None::new));
    }

    private Revealed revealed(ApiKeyEntity row, CustomerId owner, String by) {
        Instant now = clock.instant();
        boolean once = row.environment.equals(Environment.PRODUCTION.wireName());
        if (once && row.shownAt != null && !now.isBefore(row.shownAt.plus(SHOWN_FOR))) {
            row.sealed = null;
        }
        byte[] sealed = row.sealed;
        if (sealed == null) {
            return new Revealed.Over();
        }
        if (row.shownAt == null) {
            row.shownAt = now;
        }
        KeyRevealEntity reveal = new KeyRevealEntity();
        reveal.key = row.id;
        reveal.by = by;
        reveal.at = now;
        reveal.persist();
        return new Revealed.Key(open(sealed, owner));
    }

    /** Those that nobody looked at again. */
    @Override
    public boolean forgetOld(int most) {
        QuarkusTransaction.requiringNew()
                .run(() -> ApiKeyEntity.update(
                        "sealed = null where environment = ?1 and shownAt <= ?2 and sealed is not null",
                        Environment.PRODUCTION.wireName(),
                        clock.instant().minus(SHOWN_FOR)));
        return false;
    }

    private static String hash(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static IssuedKey issued(ApiKeyEntity row) {
        return new IssuedKey(new KeyId(row.id), Environment.of(row.environment), row.hint, row.issuedAt);
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
