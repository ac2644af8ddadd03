package io.aegis.messaging;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One statement that writes several tables. Its parts see the tables as they were before it, so no row may be written by two of
 * them. A part without values is left out.
 */
public final class Parts {
    private final List<String> parts = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    public <T> Parts with(Part<T> part, Collection<T> values) {
        if (!values.isEmpty()) {
            parts.add("part" + parts.size() + " as (" + part.sql() + ")");
            parameters.addAll(part.parameters(values));
        }
        return this;
    }

    /** Writes nothing when there are no values. */
    public void write(Database database) {
        if (!parts.isEmpty()) {
            database.query("with " + String.join(", ", parts) + " select 1", row -> true, parameters.toArray());
        }
    }
}
