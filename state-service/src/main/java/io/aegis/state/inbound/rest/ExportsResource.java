package io.aegis.state.inbound.rest;

import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.state.application.CustomerStore.Search;
import io.aegis.state.application.Exports;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** All customers that a search finds, as a file. It is written while it is read, so its end is the end of the answer. */
@Path("/api/customers/export")
@RunOnVirtualThread
class ExportsResource {
    private static final Logger LOG = Logger.getLogger(ExportsResource.class);

    private enum Format {
        CSV,
        NDJSON
    }

    private final Exports exports;

    ExportsResource(Exports exports) {
        this.exports = exports;
    }

    /** {@code format} is csv or ndjson; the filters are those of the list. What it writes, an import reads. */
    @GET
    @RolesAllowed({Access.SUCCESS_MANAGER, Access.ADMIN, Access.AUDITOR})
    public Response export(
            @BeanParam Filter filter,
            @QueryParam("format") @DefaultValue("csv") String format,
            @Context SecurityContext security) {
        Search search = filter.narrowed();
        Format wanted = Objects.requireNonNullElse(Parameters.oneOf(Format.class, "format", format), Format.CSV);
        String by = security.getUserPrincipal().getName();
        StreamingOutput body = out -> {
            long count =
                    switch (wanted) {
                        case CSV -> csv(search, out);
                        case NDJSON -> lines(search, out);
                    };
            LOG.infof("customers exported, by=%s count=%d", by, count);
        };
        return Response.ok(body)
                .type(wanted == Format.CSV ? ImportsResource.CSV + ";charset=utf-8" : ImportsResource.NDJSON)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"customers." + (wanted == Format.CSV ? "csv" : "ndjson") + "\"")
                .build();
    }

    private long csv(Search search, OutputStream out) throws IOException {
        CSVPrinter printer = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), CSVFormat.RFC4180);
        printer.printRecord(
                "customer",
                "name",
                "email",
                "timeZone",
                "locale",
                "consent",
                "tier",
                "plan",
                "trialEndsAt",
                "stage",
                "health",
                "score",
                "version");
        long count = exports.export(search, customer -> print(customer, printer));
        printer.flush();
        return count;
    }

    private static void print(CustomerSnapshot customer, CSVPrinter printer) throws IOException {
        printer.printRecord(
                defused(customer.customer().value()),
                defused(customer.name()),
                defused(customer.email()),
                defused(customer.contact().timeZone()),
                defused(customer.contact().locale()),
                customer.contact().consent() == null
                        ? null
                        : customer.contact().consent().wireName(),
                customer.tier().wireName(),
                defused(customer.plan()),
                customer.trialEndsAt(),
                customer.stage().wireName(),
                customer.health().level().wireName(),
                customer.health().score(),
                customer.version());
    }

    private long lines(Search search, OutputStream out) throws IOException {
        OutputStream buffered = new BufferedOutputStream(out);
        long count = exports.export(search, customer -> {
            buffered.write(Json.bytes(customer));
            buffered.write('\n');
        });
        buffered.flush();
        return count;
    }

    /** A spreadsheet takes a text with one of these at its beginning for a formula, and runs it. */
    private static @Nullable String defused(@Nullable String text) {
        return text != null && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
