package io.aegis.e2e;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code --json FILE} gives to programs. */
public final class Figures {
    private Figures() {}

    /** @param report its record components become the keys */
    public static void write(Path file, Object report) throws IOException {
        JsonMapper json =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(file, json.writeValueAsString(report));
    }
}
