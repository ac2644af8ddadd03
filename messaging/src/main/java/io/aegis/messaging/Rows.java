package io.aegis.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a transaction knows by their ids. The first that is looked for is read together with all that are expected, of
 * whatever tables, by one statement; what is put is found at once, and is written as the last thing of the transaction, again
 * by one statement. Outside of a transaction a look and a change are a statement each.
 *
 * <p>What is read is true until the commit only for rows that nobody changes without the customer's lock that the transaction
 * holds. A row that somebody changed nevertheless, so that writing it has no effect, fails the transaction. Whoever changes
 * such a table inside a transaction by a statement of his own calls {@link #settle} before.
 */
@ApplicationScoped
public class Rows {
    private final Database database;
    private final TransactionMemory memory;

    public Rows(Database database, TransactionMemory memory) {
        this.database = database;
        this.memory = memory;
    }

    /** They are read when the first of any is looked for, if that is in this transaction. */
    public void expect(Table<?> table, Collection<String> ids) {
        Known known = known();
        if (known != null) {
            known.sheet(table).expect(ids);
        }
    }

    public <R> Optional<R> find(Table<R> table, String id) {
        Known known = known();
        if (known == null) {
            Sheet<R> alone = new Sheet<>(table);
            alone.expect(List.of(id));
            read(List.<Sheet<?>>of(alone));
            return alone.row(id);
        }
        Sheet<R> sheet = known.sheet(table);
        if (!sheet.knows(id)) {
            sheet.expect(List.of(id));
            read(known.with(Sheet::expectsSome));
        }
        return sheet.row(id);
    }

    public <R> void put(Table<R> table, String id, R row) {
        Known known = known();
        if (known == null) {
            Sheet<R> alone = new Sheet<>(table);
            alone.put(id, row);
            write(List.<Sheet<?>>of(alone));
        } else {
            known.sheet(table).put(id, row);
        }
    }

    /** Writes what was put so far, and forgets what was read. */
    public void settle() {
        Known known = known();
        if (known != null) {
            write(known);
            known.sheets.clear();
        }
    }

    private @Nullable Known known() {
        return memory.kept(Known.class, Known::new, this::write);
    }

    private void read(List<Sheet<?>> sheets) {
        String sql = IntStream.range(0, sheets.size())
                .mapToObj(i -> "select " + i + ", found.* from (" + sheets.get(i).table.read + ") found")
                .collect(Collectors.joining(" union all "));
        List<Found> found = database.query(
                sql,
                row -> new Found(row.getInt(1), row.getString(2), row.getString(3)),
                sheets.stream().map(Sheet::expected).toArray());
        sheets.forEach(Sheet::allRead);
        found.forEach(row -> sheets.get(row.sheet).found(row.id, row.content));
    }

    private void write(Known known) {
        List<Sheet<?>> changed = known.with(Sheet::isChanged);
        if (!changed.isEmpty()) {
            write(changed);
        }
    }

    private void write(List<Sheet<?>> sheets) {
        Parts parts = new Parts();
        sheets.forEach(sheet -> sheet.addTo(parts));
        List<Integer> written = parts.write(database);
        for (int i = 0; i < sheets.size(); i++) {
            sheets.get(i).written(written.get(i));
        }
    }

    private record Found(int sheet, String id, String content) {}

    /**
     * How the rows of a table are read and written.
     *
     * @param <R> what a row says beside its id
     */
    public static final class Table<R> {
        private final String name;
        private final String read;
        private final Function<String, R> reader;
        private final Part<Map.Entry<String, R>> write;

        private Table(String name, String read, Function<String, R> reader, Part<Map.Entry<String, R>> write) {
            this.name = name;
            this.read = read;
            this.reader = reader;
            this.write = write;
        }

        /**
         * @param read selects the id and what else is to be known, as a text, where the id is {@code any (?)}
         * @param reader makes a row of that text
         * @param write inserts {@code {rows}}: the id, and the columns in the order in which they are added
         */
        public static <R> Table<R> of(String name, String read, Function<String, R> reader, String write) {
            return new Table<>(
                    name, read, reader, Part.<Map.Entry<String, R>>of(write).text(Map.Entry::getKey));
        }

        public Table<R> text(Function<R, @Nullable String> value) {
            return with(write.text(row -> value.apply(row.getValue())));
        }

        public Table<R> number(ToLongFunction<R> value) {
            return with(write.number(row -> value.applyAsLong(row.getValue())));
        }

        public Table<R> flag(Predicate<R> value) {
            return with(write.flag(row -> value.test(row.getValue())));
        }

        public Table<R> bytes(Function<R, byte @Nullable []> value) {
            return with(write.bytes(row -> value.apply(row.getValue())));
        }

        public Table<R> time(Function<R, @Nullable Instant> value) {
            return with(write.time(row -> value.apply(row.getValue())));
        }

        private Table<R> with(Part<Map.Entry<String, R>> more) {
            return new Table<>(name, read, reader, more);
        }
    }

    /** What a transaction knows, table by table in one order, so that the same needs are the same statement. */
    private static final class Known {
        private final Map<String, Sheet<?>> sheets = new TreeMap<>();

        @SuppressWarnings("unchecked") // a sheet is kept under its own table's name
        <R> Sheet<R> sheet(Table<R> table) {
            return (Sheet<R>) sheets.computeIfAbsent(table.name, name -> new Sheet<>(table));
        }

        List<Sheet<?>> with(Predicate<Sheet<?>> what) {
            return sheets.values().stream().filter(what).toList();
        }
    }

    /** What is known of one table. */
    private static final class Sheet<R> {
        private final Table<R> table;
        private final Set<String> expected = new HashSet<>();
        private final Map<String, Optional<R>> known = new HashMap<>();
        private final Map<String, R> changed = new TreeMap<>();

        Sheet(Table<R> table) {
            this.table = table;
        }

        void expect(Collection<String> ids) {
            ids.stream().filter(id -> !known.containsKey(id)).forEach(expected::add);
        }

        boolean expectsSome() {
            return !expected.isEmpty();
        }

        String[] expected() {
            return expected.toArray(String[]::new);
        }

        void allRead() {
            expected.forEach(id -> known.put(id, Optional.empty()));
            expected.clear();
        }

        void found(String id, String content) {
            known.put(id, Optional.of(table.reader.apply(content)));
        }

        boolean knows(String id) {
            return known.containsKey(id);
        }

        Optional<R> row(String id) {
            return known.getOrDefault(id, Optional.empty());
        }

        void put(String id, R row) {
            expected.remove(id);
            known.put(id, Optional.of(row));
            changed.put(id, row);
        }

        boolean isChanged() {
            return !changed.isEmpty();
        }

        void addTo(Parts parts) {
            parts.with(table.write, changed.entrySet());
        }

        void written(int rows) {
            if (rows != changed.size()) {
                throw new IllegalStateException("a row was changed by somebody else, table=" + table.name);
            }
        }
    }
}
