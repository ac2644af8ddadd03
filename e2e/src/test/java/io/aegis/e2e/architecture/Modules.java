package io.aegis.e2e.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.LocationProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the modules of the parent's pom.xml compiled to, found by path: this module depends on few of them. */
public final class Modules implements LocationProvider {
    /** Maven runs tests in the module's own folder. */
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    static List<Path> all() {
        try {
            return MODULE.matcher(Files.readString(ROOT.resolve("pom.xml")))
                    .results()
                    .map((MatchResult module) -> ROOT.resolve(module.group(1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JavaClasses tests() {
        return new ClassFileImporter()
                .importPaths(all().stream()
                        .map(module -> module.resolve("target/test-classes"))
                        .filter(Files::exists)
                        .toList());
    }

    @Override
    public Set<Location> get(Class<?> testClass) {
        return all().stream()
                .map(module -> Location.of(module.resolve("target/classes")))
                .collect(Collectors.toSet());
    }
}
