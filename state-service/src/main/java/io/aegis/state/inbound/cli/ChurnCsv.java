package io.aegis.state.inbound.cli;

import io.aegis.state.domain.churn.Sample;
import io.aegis.state.domain.churn.Traits;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file (RFC 4180, UTF-8) of customers, one in a line, whose column Churn (or Churned) says yes or no. What the other
 * columns are called does not matter; an empty value is not known. Whatever is wrong is told with file and line.
 *
 * @param rows by column, the one of Churn among them
 */
record ChurnCsv(Path file, String label, List<Map<String, String>> rows) {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Set<String> LABELS = Set.of("churn", "churned");
    private static final Set<String> YES = Set.of("yes", "true", "1");
    private static final Set<String> NO = Set.of("no", "false", "0");

    static ChurnCsv read(Path file) throws Malformed {
        List<Map<String, String>> rows = new ArrayList<>();
        String label = "";
        long line = 1;
        try (Reader reader = Files.newBufferedReader(file);
                CSVParser parser = CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .setTrim(true)
                        .get()
                        .parse(reader)) {
            label = parser.getHeaderNames().stream()
                    .filter(column -> LABELS.contains(column.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no column named Churn"));
            for (CSVRecord row : parser) {
                line = parser.getCurrentLineNumber();
                rows.add(values(row, label));
            }
        } catch (NoSuchFileException e) {
            throw new Malformed("%s: there is no such file".formatted(file));
        } catch (IllegalArgumentException e) {
            throw new Malformed("%s:%d: %s".formatted(file, line, e.getMessage()));
        } catch (CharacterCodingException e) {
            throw new Malformed("%s: after line %d something is not UTF-8".formatted(file, line));
        } catch (CSVException | UncheckedIOException e) {
            throw new Malformed("%s: after line %d something is no CSV".formatted(file, line));
        } catch (IOException e) {
            throw new Malformed("%s: cannot be read: %s".formatted(file, e.getMessage()));
        }
        if (rows.isEmpty()) {
            throw new Malformed("%s:1: there is no row after the first".formatted(file));
        }
        return new ChurnCsv(file, label, rows);
    }

    /** The columns in which each value that is there is a number. */
    Set<String> numeric() {
        Map<String, Boolean> columns = new TreeMap<>();
        rows.forEach(row -> row.forEach(
                (column, value) -> columns.merge(column, NUMBER.matcher(value).matches(), Boolean::logicalAnd)));
        columns.values().removeIf(Predicate.isEqual(false));
        return columns.keySet();
    }

    /**
     * Each line as a customer of its own.
     *
     * @param numeric what is read as a number; another value in such a column is not known
     */
    List<Sample> samples(Set<String> numeric) {
        List<Sample> samples = new ArrayList<>();
        for (Map<String, String> row : rows) {
            Map<String, Double> numbers = new TreeMap<>();
            Map<String, String> labels = new TreeMap<>();
            row.forEach((column, value) -> {
                if (!numeric.contains(column)) {
                    labels.put(column, value);
                } else if (NUMBER.matcher(value).matches()) {
                    numbers.put(column, Double.valueOf(value));
                }
            });
            numbers.remove(label);
            labels.remove(label);
            samples.add(new Sample(
                    file + ":" + samples.size(),
                    new Traits(numbers, labels),
                    Optional.ofNullable(row.get(label)).filter(ChurnCsv::yes).isPresent()));
        }
        return samples;
    }

    private static Map<String, String> values(CSVRecord row, String label) {
        if (!row.isConsistent()) {
            throw new IllegalArgumentException("there are more or fewer values than columns");
        }
        Map<String, String> values = new LinkedHashMap<>(row.toMap());
        values.values().removeIf(String::isEmpty);
        String churned = values.getOrDefault(label, "");
        if (!yes(churned) && !NO.contains(churned.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(label + " is Yes or No");
        }
        return values;
    }

    private static boolean yes(String value) {
        return YES.contains(value.toLowerCase(Locale.ROOT));
    }

    /** The file is not what it should be; the message says where and why. */
    static final class Malformed extends Exception {
        Malformed(String message) {
            super(message);
        }
    }
}
