package io.aegis.query.outbound.pages;

import io.aegis.query.QueryConfig;
import io.aegis.query.application.Knowledge;
import io.aegis.query.domain.PassageId;
import io.aegis.query.domain.Section;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * The pages of a folder, or the packaged ones. A file is read again when its time or its size changed. Hidden files and
 * folders are left out, and links are followed, as a mounted ConfigMap has both.
 */
@ApplicationScoped
class KnowledgePages implements Knowledge {
    private static final Logger LOG = Logger.getLogger(KnowledgePages.class);

    /** Of one file, in bytes: an API's whole description has a few megabytes, and is parsed in memory. */
    private static final long LONGEST_FILE = 8 << 20;

    private static final int DEEPEST = 20;

    /** Their vectors take 30 MB, their words in the index about as much. */
    private static final int MOST_PASSAGES = 20_000;

    private final QueryConfig config;
    private SortedMap<String, Read> files = new TreeMap<>();
    private boolean packagedTold;

    /** A file as it was, and what was in it; no sections when it could not be read. */
    private record Read(FileTime time, long size, List<Section> sections) {
        boolean same(BasicFileAttributes file) {
            return time.equals(file.lastModifiedTime()) && size == file.size();
        }
    }

    KnowledgePages(QueryConfig config) {
        this.config = config;
    }

    /** A wrong folder is told at the start, and not to the first customer. */
    @PostConstruct
    void check() {
        config.knowledge().filter(folder -> !Files.isDirectory(folder)).ifPresent(folder -> {
            throw new IllegalStateException("AEGIS_KNOWLEDGE names no folder: " + folder.toAbsolutePath());
        });
    }

    @Override
    public Optional<List<Section>> changed() {
        if (config.knowledge().isEmpty()) {
            return packaged();
        }
        SortedMap<String, Read> now = look(config.knowledge().get());
        if (now.equals(files)) {
            return Optional.empty();
        }
        files = now;
        List<Section> all =
                now.values().stream().flatMap(file -> file.sections.stream()).toList();
        if (all.size() > MOST_PASSAGES) {
            LOG.errorf(
                    "the documentation is too long: passages=%d, of which the first %d count",
                    all.size(), MOST_PASSAGES);
        }
        return Optional.of(all.stream().limit(MOST_PASSAGES).toList());
    }

    private SortedMap<String, Read> look(Path folder) {
        SortedMap<String, Read> now = new TreeMap<>();
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
                    return hidden(inner) && !inner.equals(folder)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String path = folder.relativize(file).toString().replace('\\', '/');
                    if (attributes.isRegularFile() && !hidden(file)) {
                        Format.of(path).ifPresent(format -> now.put(path, read(path, file, format, attributes)));
                    }
                    return FileVisitResult.CONTINUE;
                }

                /** It went away between being listed and being looked at, or is a link to nowhere. */
                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (file.equals(folder)) {
                        throw e;
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
            return now;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Read read(String path, Path file, Format format, BasicFileAttributes attributes) {
        Read known = files.get(path);
        if (known != null && known.same(attributes)) {
            return known;
        }
        return new Read(attributes.lastModifiedTime(), attributes.size(), sections(path, file, format, attributes));
    }

    private List<Section> sections(String path, Path file, Format format, BasicFileAttributes attributes) {
        try {
            if (attributes.size() > LONGEST_FILE) {
                throw new Unreadable("it is larger than 8 MB");
            }
            return format.read(path, Files.readString(file)).sections(path, this::url);
        } catch (CharacterCodingException e) {
            LOG.warnf("left out of the documentation: file=%s, it is not UTF-8", path);
        } catch (NoSuchFileException e) {
            LOG.infof("left out of the documentation: file=%s, it has just gone", path);
        } catch (IOException e) {
            LOG.warnf(
                    "left out of the documentation: file=%s, %s",
                    path, e.getClass().getSimpleName());
        } catch (Unreadable e) {
            LOG.warnf("left out of the documentation: file=%s, %s", path, e.getMessage());
        }
        return List.of();
    }

    private static boolean hidden(Path path) {
        return path.getFileName() != null && path.getFileName().toString().startsWith(".");
    }

    /** They are listed in an index, since a jar's folder cannot be. */
    private Optional<List<Section>> packaged() {
        if (packagedTold) {
            return Optional.empty();
        }
        packagedTold = true;
        return Optional.of(resource("index.txt")
                .lines()
                .sorted()
                .flatMap(path -> Format.MARKDOWN.read(path, resource(path)).sections(path, this::aegisPage).stream())
                .toList());
    }

    private static String resource(String file) {
        try (InputStream in = KnowledgePages.class.getResourceAsStream("/knowledge/" + file)) {
            if (in == null) {
                throw new IllegalStateException("knowledge/" + file + " is not packaged");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String url(PassageId id) {
        return config.knowledgeUrl().map(base -> published(base, id)).orElseGet(() -> aegisPage(id));
    }

    private String aegisPage(PassageId id) {
        return config.passagesUrl() + URLEncoder.encode(id.value(), StandardCharsets.UTF_8);
    }

    private static String published(String base, PassageId id) {
        String[] place = id.value().split("#", 2);
        try {
            return base + new URI(null, null, "/" + place[0], place.length == 1 ? null : place[1]).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no address for " + id, e);
        }
    }
}
