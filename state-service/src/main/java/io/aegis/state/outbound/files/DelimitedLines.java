package io.aegis.state.outbound.files;

import io.aegis.state.application.CustomerFiles;
import io.aegis.state.application.CustomerFiles.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** CSV by RFC 4180, separated by commas, with a first record that names the columns. */
final class DelimitedLines implements Iterator<Line> {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

    private final BoundedReader reader;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final Instant at;
    private final List<Optional<Column>> columns;

    /** The line that the record in reading begins in. */
    private long begin = 1;

    private boolean fetched;

    DelimitedLines(BoundedReader reader, Instant at) {
        this.reader = reader;
        this.at = at;
        try {
            this.parser =
                    CSVParser.builder().setReader(reader).setFormat(FORMAT).get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader.locate(() -> begin);
        this.records = parser.iterator();
        this.columns = hasNext() ? columns(fetch()) : List.of();
    }

    @Override
    public boolean hasNext() {
        if (fetched) {
            return true;
        }
        begin = parser.getCurrentLineNumber() + 1;
        reader.nextRecord();
        try {
            fetched = records.hasNext();
            return fetched;
        } catch (UncheckedIOException | IllegalStateException e) {
            throw new CustomerFiles.Unreadable(begin, "from here on it is no CSV");
        }
    }

    @Override
    public Line next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        CSVRecord row = fetch();
        // The parser stands at the end of the record; one that has line breaks in it begins before.
        long breaks = row.stream()
                .mapToLong(text -> text.chars().filter(c -> c == '\n').count())
                .sum();
        long number = Math.max(1, parser.getCurrentLineNumber() - breaks);
        if (row.size() != columns.size()) {
            return new Line.Faulty(number, "", "has " + row.size() + " columns of " + columns.size());
        }
        Map<Column, String> texts = new EnumMap<>(Column.class);
        IntStream.range(0, row.size()).forEach(i -> columns.get(i).ifPresent(column -> texts.put(column, row.get(i))));
        return new CustomerRecord(texts).line(number, at);
    }

    private CSVRecord fetch() {
        fetched = false;
        return records.next();
    }

    private static List<Optional<Column>> columns(CSVRecord titles) {
        List<Optional<Column>> columns = titles.stream().map(Column::of).toList();
        for (int i = 0; i < titles.size(); i++) {
            if (columns.get(i).isEmpty() && !Column.isDerived(titles.get(i))) {
                throw new CustomerFiles.Unreadable(1, "column " + (i + 1) + " has a title that is not known");
            }
        }
        if (!columns.contains(Optional.of(Column.CUSTOMER))) {
            throw new CustomerFiles.Unreadable(1, "there is no column customer");
        }
        if (columns.stream().flatMap(Optional::stream).distinct().count()
                != columns.stream().flatMap(Optional::stream).count()) {
            throw new CustomerFiles.Unreadable(1, "two columns have the same title");
        }
        return columns;
    }
}
