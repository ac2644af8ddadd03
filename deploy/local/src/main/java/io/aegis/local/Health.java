package io.aegis.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a service says of itself (MicroProfile Health, readiness).
 *
 * @param problem what a check that is down names as its problem: somebody has to mend it, waiting does not help
 */
record Health(boolean ready, Optional<String> problem) {
    private static final Health SILENT = new Health(false, Optional.empty());
    private static final ObjectMapper JSON = new ObjectMapper();

    static Health of(String url) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create(url + "/q/health/ready").toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(5000);
            try {
                return connection.getResponseCode() == 200
                        ? new Health(true, Optional.empty())
                        : new Health(false, problem(connection.getErrorStream()));
            } finally {
                connection.disconnect();
            }
        } catch (IOException notYet) {
            return SILENT;
        }
    }

    private static Optional<String> problem(@Nullable InputStream answer) throws IOException {
        if (answer == null) {
            return Optional.empty();
        }
        for (JsonNode check : JSON.readTree(answer).path("checks")) {
            JsonNode problem = check.path("data").path("problem");
            if (check.path("status").asText().equals("DOWN") && problem.isTextual()) {
                return Optional.of("%s: %s".formatted(check.path("name").asText(), problem.asText()));
            }
        }
        return Optional.empty();
    }
}
