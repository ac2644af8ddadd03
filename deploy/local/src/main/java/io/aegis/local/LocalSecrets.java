package io.aegis.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;

/**
 * The folder AEGIS_SECRETS: the key pair that signs users' tokens, the gate's keys that sign releases, the key of personal data,
 * one identity per service and one for the company's own product, the demo users' password and the database's. Made at the
 * first start; a file that exists is never changed, but identities, which are new from each start and each day. Folders are
 * 0700, files 0600.
 */
public record LocalSecrets(Path folder) {

    private static final String ADMIN = "admin-password";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEY_BITS = 2048;
    private static final Duration IDENTITY = Duration.ofDays(90);

    public LocalSecrets {
        folder = folder.toAbsolutePath().normalize();
    }

    /** The grant of the company's own product, which tells usage. */
    public static final String PRODUCT = "usage:record";

    /** Makes what is missing, and new identities. */
    public static LocalSecrets in(Path folder) {
        LocalSecrets secrets = new LocalSecrets(folder);
        try {
            secrets.make();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new LocalFailure("this JDK has no RSA keys", e);
        }
        return secrets;
    }

    public String demoPassword() {
        return read("demo-password");
    }

    /** Of the first admin outside of the demo, the first time that it is asked for; from then on it is empty. */
    public String adminPasswordOnce() {
        String password = read(ADMIN);
        try {
            if (!password.isEmpty()) {
                write(ADMIN, "");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return password;
    }

    public String databasePassword() {
        return read("database-password");
    }

    public String serviceToken(Service service) {
        return read("tokens/" + service.id() + ".jwt");
    }

    public String productToken() {
        return read("tokens/product.jwt");
    }

    private void make() throws IOException, GeneralSecurityException {
        makeFolder(folder);
        makeFolder(folder.resolve("tokens"));
        if (!Files.exists(folder.resolve("jwt-private.pem"))) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS, RANDOM);
            KeyPair pair = generator.generateKeyPair();
            write("jwt-public.pem", pem("PUBLIC KEY", pair.getPublic().getEncoded()));
            write("jwt-private.pem", pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        }
        if (!Files.exists(folder.resolve(ReleaseKeys.PRIVATE))) {
            write(ReleaseKeys.none().rotated());
        }
        if (!Files.exists(folder.resolve("personal-key"))) {
            write("personal-key", word(32));
        }
        mintIdentities();
        if (!Files.exists(folder.resolve("demo-password"))) {
            write("demo-password", word(9));
        }
        if (!Files.exists(folder.resolve(ADMIN))) {
            write(ADMIN, word(15));
        }
        if (!Files.exists(folder.resolve("database-password"))) {
            write("database-password", word(24));
        }
    }

    /** From now on releases are signed by a new key; those that were signed by the one before it stay good. */
    public void rotateReleaseKey() {
        try {
            write(ReleaseKeys.read(folder).rotated());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The identities are good for 90 days from now. Whoever uses one reads its file each time. */
    public void renewIdentities() {
        try {
            mintIdentities();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The public ones first: no agent is to meet a signature before its key. */
    private void write(ReleaseKeys keys) throws IOException {
        write(ReleaseKeys.PUBLIC, keys.json(OutputControlLevel.PUBLIC_ONLY));
        write(ReleaseKeys.PRIVATE, keys.json(OutputControlLevel.INCLUDE_PRIVATE));
    }

    private void mintIdentities() throws IOException {
        for (Service service : Service.values()) {
            write(
                    "tokens/" + service.id() + ".jwt",
                    Tokens.mint(folder, service.identity(), service.grants(), null, IDENTITY));
        }
        write("tokens/product.jwt", Tokens.mint(folder, "product", Set.of(PRODUCT), null, IDENTITY));
    }

    private static String word(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----".formatted(label, body, label);
    }

    private static void makeFolder(Path path) throws IOException {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Path unfinished = folder.resolve(name + ".new");
        Files.deleteIfExists(unfinished);
        Files.createFile(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(unfinished, (content + "\n").getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
        Files.move(unfinished, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
