package io.aegis.query.inbound.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.aegis.contracts.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A collection in the layout of BEIR: documents and questions as a JSON object on each line ({@code _id}, {@code title},
 * {@code text}), judgements as lines of query id, document id and grade, apart by tabs, below a heading.
 *
 * @param judgements by query, the grades of its documents: greater than 0 where a document is relevant
 */
record Beir(Map<String, Text> documents, Map<String, Text> queries, Map<String, Map<String, Integer>> judgements) {
    private static final List<String> HEADING = List.of("query-id", "corpus-id", "score");

    record Text(String title, String text) {}

    /** What is wrong with which line of which file. */
    static final class Malformed extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;

        Malformed(Path file, int line, String what) {
            super("%s, line %d: %s".formatted(file, line, what));
        }

        Malformed(Path file, String what) {
            super("%s: %s".formatted(file, what));
        }
    }

    /** @throws Malformed with one line that says where and what */
    static Beir read(Path documents, Path queries, Path judgements) {
        Beir all = new Beir(texts(documents), texts(queries), new LinkedHashMap<>());
        lines(judgements, (line, number) -> all.judge(line, judgements, number));
        if (all.judgements.keySet().stream().noneMatch(all.queries::containsKey)) {
            throw new Malformed(judgements, "judges no question of " + queries);
        }
        return all;
    }

    private static Map<String, Text> texts(Path file) {
        Map<String, Text> texts = new LinkedHashMap<>();
        lines(file, (line, number) -> {
            JsonNode object = json(line, file, number);
            String id = object.path("_id").asText("");
            if (id.isEmpty() || !object.path("text").isTextual()) {
                throw new Malformed(file, number, "needs an _id and a text");
            }
            Text text = new Text(
                    object.path("title").asText(""), object.path("text").textValue());
            if (texts.put(id, text) != null) {
                throw new Malformed(file, number, "the _id " + id + " is there twice");
            }
        });
        if (texts.isEmpty()) {
            throw new Malformed(file, "is empty");
        }
        return texts;
    }

    private static JsonNode json(String line, Path file, int number) {
        try {
            return Json.mapper().readTree(line);
        } catch (JacksonException e) {
            throw new Malformed(file, number, "is no JSON object");
        }
    }

    private void judge(String line, Path file, int number) {
        List<String> columns = List.of(line.split("\t", -1));
        if (number == 1 && columns.equals(HEADING)) {
            return;
        }
        if (columns.size() != 3 || !columns.get(2).strip().matches("-?\\d{1,4}")) {
            throw new Malformed(file, number, "needs a query id, a document id and a whole number, apart by tabs");
        }
        if (!documents.containsKey(columns.get(1))) {
            throw new Malformed(file, number, "judges the document " + columns.get(1) + ", which is not in the corpus");
        }
        judgements
                .computeIfAbsent(columns.get(0), query -> new HashMap<>())
                .put(columns.get(1), Integer.valueOf(columns.get(2).strip()));
    }

    private interface Line {
        void read(String line, int number);
    }

    private static void lines(Path file, Line each) {
        int number = 0;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    each.read(line, number);
                }
            }
        } catch (NoSuchFileException e) {
            throw new Malformed(file, "is not there");
        } catch (CharacterCodingException e) {
            throw new Malformed(file, number + 1, "is not UTF-8");
        } catch (IOException e) {
            throw new Malformed(file, "cannot be read");
        }
    }
}
