package io.aegis.orchestrator.inbound.cli;

import io.aegis.orchestrator.application.TextClassifier.Labelled;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A CSV file (RFC 4180, UTF-8) whose first line names its columns; whatever is wrong is told with file and line. */
record LabelledCsv(Path file) {
    /** The columns text and intent. */
    List<Labelled> labelled() throws Malformed {
        return read(row -> new Labelled(value(row, "text"), value(row, "intent")));
    }

    /** The column text; others are not looked at. */
    List<String> texts() throws Malformed {
        return read(row -> value(row, "text"));
    }

    private <T> List<T> read(Function<CSVRecord, T> reading) throws Malformed {
        List<T> rows = new ArrayList<>();
        long line = 1;
        try (Reader reader = Files.newBufferedReader(file);
                CSVParser parser = CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get()
                        .parse(reader)) {
            for (CSVRecord row : parser) {
                line = parser.getCurrentLineNumber();
                rows.add(reading.apply(row));
            }
        } catch (NoSuchFileException e) {
            throw new Malformed("%s: there is no such file".formatted(file));
        } catch (IllegalArgumentException e) {
            throw new Malformed("%s:%d: %s".formatted(file, line, e.getMessage()));
        } catch (CharacterCodingException e) {
            throw new Malformed("%s: after line %d something is not UTF-8".formatted(file, line));
        } catch (CSVException | UncheckedIOException e) {
            throw new Malformed("%s: after line %d something is no CSV: %s".formatted(file, line, reason(e)));
        } catch (IOException e) {
            throw new Malformed("%s: cannot be read: %s".formatted(file, e.getMessage()));
        }
        if (rows.isEmpty()) {
            throw new Malformed("%s:1: there is no row after the first".formatted(file));
        }
        return rows;
    }

    private static String reason(Exception e) {
        return String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage());
    }

    private static String value(CSVRecord row, String column) {
        if (!row.isMapped(column)) {
            throw new IllegalArgumentException("there is no column named " + column);
        }
        if (!row.isSet(column) || row.get(column).isBlank()) {
            throw new IllegalArgumentException("the column " + column + " is empty");
        }
        if (!row.isConsistent()) {
            throw new IllegalArgumentException("more values than columns: is a text with a comma not in quotes?");
        }
        return row.get(column);
    }

    /** The file is not what it should be; the message says where and why. */
    static final class Malformed extends Exception {
        Malformed(String message) {
            super(message);
        }
    }
}
