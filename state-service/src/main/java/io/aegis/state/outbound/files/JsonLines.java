package io.aegis.state.outbound.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.Json;
import io.aegis.state.application.CustomerFiles.Line;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One JSON object a line. Empty lines are passed over. */
final class JsonLines implements Iterator<Line> {
    private final BoundedReader bounded;
    private final BufferedReader reader;
    private final Instant at;
    private @Nullable String text;
    private long number;

    JsonLines(BoundedReader bounded, Instant at) {
        this.bounded = bounded;
        this.reader = new BufferedReader(bounded);
        this.at = at;
        bounded.locate(() -> number + 1);
    }

    @Override
    public boolean hasNext() {
        while (text == null || text.isBlank()) {
            bounded.nextRecord();
            try {
                text = reader.readLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (text == null) {
                return false;
            }
            number++;
        }
        return true;
    }

    @Override
    public Line next() {
        if (!hasNext() || text == null) {
            throw new NoSuchElementException();
        }
        String json = text;
        text = null;
        try {
            return line(Json.read(json, ObjectNode.class));
        } catch (Json.Unreadable e) {
            return new Line.Faulty(number, "", "is no JSON object");
        }
    }

    private Line line(ObjectNode fields) {
        Map<Column, String> texts = new EnumMap<>(Column.class);
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            Optional<Column> column = Column.of(field.getKey());
            if (column.isEmpty() && !Column.isDerived(field.getKey())) {
                return new Line.Faulty(number, "", "has a field that is not known");
            }
            if (column.isPresent() && !field.getValue().isNull()) {
                if (!field.getValue().isTextual()) {
                    return new Line.Faulty(number, column.get().title(), "is no text");
                }
                texts.put(column.get(), field.getValue().textValue());
            }
        }
        return new CustomerRecord(texts).line(number, at);
    }
}
