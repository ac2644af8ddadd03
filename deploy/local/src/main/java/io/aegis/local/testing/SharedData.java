package io.aegis.local.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegis.local.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Published descriptions that lie beside the checkout and not in it; a test that needs one that is not there is skipped. */
final class SharedData {
    private SharedData() {}

    /** A JSON file of {@code ../shared/data}. */
    static Optional<JsonNode> json(String path) {
        Path file =
                Checkout.find().root().resolveSibling("shared").resolve("data").resolve(path);
        try {
            return Files.isReadable(file)
                    ? Optional.of(ApiStandIn.JSON.readTree(Files.readAllBytes(file)))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
