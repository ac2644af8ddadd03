package io.aegis.state.outbound.files;

import io.aegis.state.application.CustomerFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;

/** UTF-8, with or without a byte order mark. */
@ApplicationScoped
class TextFiles implements CustomerFiles {
    private static final int MARK = 3;

    @Override
    public Iterator<Line> read(Format format, InputStream content, Instant at) {
        BoundedReader reader = new BoundedReader(new InputStreamReader(
                withoutMark(content),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        return switch (format) {
            case CSV -> new DelimitedLines(reader, at);
            case NDJSON -> new JsonLines(reader, at);
        };
    }

    private static InputStream withoutMark(InputStream content) {
        BufferedInputStream buffered = new BufferedInputStream(content);
        try {
            buffered.mark(MARK);
            byte[] first = buffered.readNBytes(MARK);
            if (!new String(first, StandardCharsets.UTF_8).equals("\uFEFF")) {
                buffered.reset();
            }
            return buffered;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
