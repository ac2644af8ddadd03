package io.aegis.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The account that PostgreSQL runs under. PostgreSQL refuses root, so root's goes to an ordinary account, by whichever
 * tool the machine has.
 *
 * @param user null when we are not root and PostgreSQL simply runs as us
 * @param prefix what stands before each command
 */
record Account(@Nullable String user, List<String> prefix) {

    /**
     * An account that can read {@code binaries} and write {@code data}, which it then owns. A folder above them may be
     * closed to others, such as root's home: then the account is lent root's right to pass, and no other.
     *
     * @throws LocalFailure when this machine has no way to do that
     */
    static Account reaching(Path binaries, Path data) {
        if (!isRoot()) {
            return new Account(null, List.of());
        }
        String user = Stream.of("postgres", "nobody")
                .filter(Account::exists)
                .findFirst()
                .orElseThrow(() -> new LocalFailure("root needs an account postgres or nobody to run PostgreSQL"));
        give(data, user);
        List<String> identity = List.of("setpriv", "--reuid=" + user, "--regid=" + groupOf(user), "--clear-groups");
        List<String> passing = new ArrayList<>(identity);
        passing.addAll(
                List.of("--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"));
        List<List<String>> ways = List.of(
                identity,
                passing,
                List.of("runuser", "-u", user, "--"),
                List.of("su", "-s", "/bin/sh", user, "-c", "exec \"$0\" \"$@\"", "--"));
        for (List<String> way : ways) {
            Account account = new Account(user, way);
            if (account.reaches(binaries, data)) {
                return account;
            }
        }
        throw new LocalFailure(
                "%s cannot reach %s, and root's own PostgreSQL is refused by PostgreSQL: use a checkout outside of closed folders, or an ordinary user"
                        .formatted(user, data));
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    private boolean reaches(Path binaries, Path data) {
        String test = "test -x '%s/bin/postgres' && test -w '%s'".formatted(binaries, data);
        try {
            Child.run("looking", command(List.of("/bin/sh", "-c", test)), Duration.ofSeconds(10));
            return true;
        } catch (LocalFailure | UncheckedIOException notThisWay) {
            return false;
        }
    }

    private static boolean exists(String user) {
        try {
            Child.run("looking", List.of("id", "-u", user), Duration.ofSeconds(10));
            return true;
        } catch (LocalFailure none) {
            return false;
        }
    }

    private static String groupOf(String user) {
        return "nobody".equals(user) && !groupExists("nobody") ? "nogroup" : user;
    }

    private static boolean groupExists(String group) {
        try {
            Child.run("looking", List.of("getent", "group", group), Duration.ofSeconds(10));
            return true;
        } catch (LocalFailure none) {
            return false;
        }
    }

    private static void give(Path folder, String user) {
        try {
            UserPrincipal owner =
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
            if (Files.getOwner(folder).equals(owner)) {
                return;
            }
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.getFileAttributeView(
                                    file, PosixFileAttributeView.class, java.nio.file.LinkOption.NOFOLLOW_LINKS)
                            .setOwner(owner);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.setOwner(visited, owner);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
