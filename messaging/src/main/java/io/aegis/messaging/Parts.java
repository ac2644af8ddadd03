package io.aegis.messaging;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One statement that writes several tables. Its parts see the tables as they were before it, so no row may be written by two of
 * them. A part without values is left out.
 */
public final class Parts {
    private final List<String> parts = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    public <T> Parts with(Part<T> part, Collection<T> values) {
        if (!values.isEmpty()) {
            parts.add("part" + parts.size() + " as (" + part.sql() + " returning 1)");
            parameters.addAll(part.parameters(values));
        }
        return this;
    }

    /**
     * Writes nothing when there are no values.
     *
     * @return how many rows each part wrote, of those with values, in their order
     */
    public List<Integer> write(Database database) {
        if (parts.isEmpty()) {
            return List.of();
        }
        String counts = IntStream.range(0, parts.size())
                .mapToObj(i -> "(select count(*) from part" + i + ")")
                .collect(Collectors.joining(", "));
        return database.query(
                        "with " + String.join(", ", parts) + " select array[" + counts + "]",
                        row -> Stream.of((Long[]) row.getArray(1).getArray())
                                .map(Long::intValue)
                                .toList(),
                        parameters.toArray())
                .getFirst();
    }
}
