package io.aegis.approval.inbound.rest;

import io.aegis.approval.application.AuditExport;
import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.AuditRecord;
import io.aegis.approval.domain.AuditSeal;
import io.aegis.approval.domain.Words;
import io.aegis.approval.inbound.AuditLine;
import io.aegis.contracts.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** The audit as a file, written while it is read. */
sealed interface AuditFile extends AuditExport.Receiver {
    /** The last word; nothing is written after it. */
    void end() throws IOException;

    /** With everything that is needed to check it. */
    final class Lines implements AuditFile {
        private final OutputStream out;
        private long seals;
        private long chains;
        private long records;

        Lines(OutputStream out, AuditLine.About about) throws IOException {
            this.out = new BufferedOutputStream(out);
            write(about);
        }

        @Override
        public void seal(AuditSeal seal) throws IOException {
            seals++;
            write(new AuditLine.Seal(seal.number(), seal.content(), seal.ends(), seal.signature()));
        }

        @Override
        public void chain(AuditChain chain, Map<Long, Words> words) throws IOException {
            chains++;
            write(new AuditLine.Chain(
                    chain.head().customer(),
                    chain.before().position() + 1,
                    chain.before().hash(),
                    chain.head().position(),
                    chain.head().hash()));
            for (AuditChain.Link link : chain.links()) {
                records++;
                write(AuditLine.Entry.of(link));
                Words written = words.get(link.position());
                if (written != null) {
                    write(new AuditLine.Written(link.position(), written.salt(), written.text()));
                }
            }
        }

        @Override
        public void end() throws IOException {
            write(new AuditLine.End(seals, chains, records));
            out.flush();
        }

        private void write(AuditLine line) throws IOException {
            out.write(Json.mapper().writerFor(AuditLine.class).writeValueAsBytes(line));
            out.write('\n');
        }
    }

    /** For people and their spreadsheets: the records without the seals. */
    final class Table implements AuditFile {
        private final CSVPrinter printer;

        Table(OutputStream out) throws IOException {
            this.printer = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), CSVFormat.RFC4180);
            printer.printRecord(
                    "customer",
                    "position",
                    "at",
                    "action",
                    "type",
                    "verdict",
                    "rule",
                    "policyVersion",
                    "by",
                    "reason",
                    "requester",
                    "proposer",
                    "argumentsHash",
                    "turn",
                    "conversation",
                    "correlation",
                    "stateVersion",
                    "model",
                    "promptVersion",
                    "previous",
                    "hash");
        }

        @Override
        public void seal(AuditSeal seal) {
            // a table has no place for it
        }

        @Override
        public void chain(AuditChain chain, Map<Long, Words> words) throws IOException {
            for (AuditChain.Link link : chain.links()) {
                print(link, Optional.ofNullable(words.get(link.position())));
            }
        }

        private void print(AuditChain.Link link, Optional<Words> words) throws IOException {
            AuditRecord record = Words.read(Json.read(link.record(), AuditRecord.class), words);
            AuditRecord.Sources sources = record.sources();
            printer.printRecord(
                    defused(link.customer().value()),
                    link.position(),
                    record.at(),
                    defused(record.action().value()),
                    record.type(),
                    record.verdict(),
                    defused(record.rule()),
                    record.policyVersion(),
                    defused(record.by()),
                    defused(record.reason()),
                    defused(record.requester()),
                    record.proposer() == null ? null : record.proposer().wireName(),
                    record.argumentsHash(),
                    sources == null ? null : defused(sources.turn().value()),
                    sources == null ? null : defused(sources.conversation().value()),
                    sources == null ? null : defused(sources.correlation()),
                    sources == null ? null : sources.stateVersion(),
                    sources == null || sources.grounds() == null
                            ? null
                            : defused(sources.grounds().model()),
                    sources == null || sources.grounds() == null
                            ? null
                            : defused(sources.grounds().promptVersion()),
                    link.previous(),
                    link.hash());
        }

        @Override
        public void end() throws IOException {
            printer.flush();
        }

        /** A spreadsheet takes a text with one of these at its beginning for a formula, and runs it. */
        private static @Nullable String defused(@Nullable String text) {
            return text != null && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        }
    }
}
