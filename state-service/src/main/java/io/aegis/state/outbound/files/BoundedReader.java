package io.aegis.state.outbound.files;

import io.aegis.state.application.CustomerFiles;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.util.function.LongSupplier;

/** Stops reading when a record does not end: one quotation mark too many would otherwise fetch the whole file into memory. */
final class BoundedReader extends FilterReader {
    /** In characters; the parsers read at most 8,192 of the next record with it. */
    private static final int LONGEST_RECORD = 64 * 1024;

    private int read;
    private LongSupplier line = () -> 1;

    BoundedReader(Reader in) {
        super(in);
    }

    /** @param current tells which line a fault is near */
    void locate(LongSupplier current) {
        line = current;
    }

    /** The record before has come to its end. */
    void nextRecord() {
        read = 0;
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        if (read > LONGEST_RECORD) {
            throw new CustomerFiles.Unreadable(
                    line.getAsLong(), "a record is longer than " + LONGEST_RECORD + " characters");
        }
        try {
            int got = super.read(into, offset, length);
            read += Math.max(0, got);
            return got;
        } catch (CharacterCodingException e) {
            throw new CustomerFiles.Unreadable(line.getAsLong(), "from here on the file is not UTF-8");
        }
    }
}
