package io.aegis.approval.inbound.cli;

import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.AuditCheck;
import io.aegis.approval.domain.AuditSeal;
import io.aegis.approval.domain.Words;
import io.aegis.approval.inbound.AuditLine;
import io.aegis.contracts.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads an exported audit line by line, and has it checked. */
final class AuditReader {
    private final AuditCheck.Signatures signatures;
    private final Consumer<AuditCheck> witnesses;
    private final List<AuditChain.Link> links = new ArrayList<>();
    private final Map<Long, Words> words = new HashMap<>();
    private AuditLine.@Nullable Chain open;
    private long seals;
    private long chains;
    private long records;

    /** @param witnesses tells the check what somebody outside has kept */
    AuditReader(AuditCheck.Signatures signatures, Consumer<AuditCheck> witnesses) {
        this.signatures = signatures;
        this.witnesses = witnesses;
    }

    /** @throws Failure when it is no exported audit at all */
    AuditCheck.Report check(BufferedReader lines) throws IOException {
        String first = lines.readLine();
        if (!(read(first) instanceof AuditLine.About about)) {
            throw new Failure("this is no exported audit");
        }
        AuditCheck check = new AuditCheck(
                signatures,
                new AuditCheck.Extent(about.customer() == null, about.from() == null && about.to() == null));
        witnesses.accept(check);
        long number = 1;
        boolean ended = false;
        for (String text = lines.readLine(); text != null && !ended; text = lines.readLine()) {
            number++;
            AuditLine line = read(text);
            if (line == null) {
                check.unreadable(number, "the line cannot be read");
                continue;
            }
            switch (line) {
                case AuditLine.About again -> check.unreadable(number, "it begins again");
                case AuditLine.Seal seal -> {
                    seals++;
                    check.seal(new AuditSeal(seal.number(), seal.content(), seal.ends(), seal.signature()));
                }
                case AuditLine.Chain chain -> {
                    close(check);
                    chains++;
                    open = chain;
                }
                case AuditLine.Entry entry -> {
                    records++;
                    links.add(entry.link());
                }
                case AuditLine.Written written ->
                    words.put(written.position(), new Words(written.salt(), written.text()));
                case AuditLine.End end -> {
                    close(check);
                    ended = true;
                    if (end.seals() != seals || end.chains() != chains || end.records() != records) {
                        check.unreadable(number, "the file had other numbers of seals, chains or records");
                    }
                }
            }
        }
        if (!ended) {
            close(check);
            check.unreadable(number + 1, "the file is cut off");
        }
        return check.end();
    }

    private void close(AuditCheck check) {
        AuditLine.Chain chain = open;
        if (chain != null) {
            check.chain(
                    new AuditChain(
                            new AuditChain.Head(chain.customer(), chain.begins() - 1, chain.before()),
                            new AuditChain.Head(chain.customer(), chain.ends(), chain.hash()),
                            links),
                    words);
        }
        links.clear();
        words.clear();
        open = null;
    }

    private static @Nullable AuditLine read(@Nullable String text) {
        try {
            return text == null ? null : Json.read(text, AuditLine.class);
        } catch (Json.Unreadable e) {
            return null;
        }
    }
}
