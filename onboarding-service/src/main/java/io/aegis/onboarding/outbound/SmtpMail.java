package io.aegis.onboarding.outbound;

import io.aegis.agent.application.ActionEffect.Refused;
import io.aegis.agent.application.Customers;
import io.aegis.agent.outbound.Line;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.Consent;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.messaging.NotNow;
import io.aegis.messaging.NotSent;
import io.aegis.onboarding.OnboardingConfig;
import io.aegis.onboarding.application.MailProvider;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.MailTemplate.MailTemplateInstance;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.ext.mail.SMTPException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Mail over SMTP, at most once: a mail server cannot be asked what it took, so a mail whose fate is not known is not sent
 * again (ADR 028). What the server did not take for certain, since it cannot be reached or says so, is. Thread-safe.
 */
final class SmtpMail implements MailProvider {
    private static final Logger LOG = Logger.getLogger(SmtpMail.class);
    private static final String NOT_KNOWN =
            "Whether the mail was sent is not known, and it is not sent again: somebody has to look at the mail server.";

    /** Less than the standard allows, and nothing that could end a header. */
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?");

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final int KNOCK_MILLIS = 2_000;
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Server server;
    private final String from;
    private final Duration timeout;
    private final Customers customers;
    private final Clock clock;
    private final Line line;

    private record Server(String host, int port) {}

    SmtpMail(OnboardingConfig.Smtp config, Duration timeout, Customers customers, Clock clock) {
        this.server = new Server(config.host().orElseThrow(), config.port());
        this.from = config.from().orElseThrow();
        this.timeout = timeout;
        this.customers = customers;
        this.clock = clock;
        this.line = new Line("The mail server", clock);
    }

    @Override
    public boolean inside() {
        return false;
    }

    @Override
    public Optional<Instant> findMail(ActionId action) {
        throw new Refused("Aegis was interrupted while it sent the mail. " + NOT_KNOWN);
    }

    @Override
    public Instant sendMail(ActionId action, CustomerId customer, Letter letter) {
        CustomerSnapshot profile = profile(customer);
        MailTemplateInstance mail = mail(action, profile, letter);
        try {
            return line.call(() -> {
                knock();
                send(mail);
                return clock.instant();
            });
        } catch (NotNow e) {
            LOG.warnf("it is not known whether a mail was sent, action=%s reason=%s", action, e.getMessage());
            throw new Refused(NOT_KNOWN);
        }
    }

    /** As long as state is away nothing is sent. */
    private CustomerSnapshot profile(CustomerId customer) {
        try {
            return customers.profile(customer, List.of());
        } catch (NotNow e) {
            throw new NotSent(String.valueOf(e.getMessage()), e.pause());
        }
    }

    private MailTemplateInstance mail(ActionId action, CustomerSnapshot profile, Letter letter) {
        String address = Optional.ofNullable(profile.email())
                .orElseThrow(() -> new Refused("There is no mail address on file."));
        if (!ADDRESS.matcher(address).matches()) {
            throw new Refused("What is on file as mail address is none.");
        }
        // The same action is always the same message: who gets it twice, by whatever way, can tell.
        Mail base = new Mail()
                .setSubject(subject(letter))
                .addHeader("Message-ID", "<%s@%s>".formatted(Json.hash(action), domain()));
        return words(profile, letter).mail(base).from(from).to(address);
    }

    private static MailTemplateInstance words(CustomerSnapshot profile, Letter letter) {
        return switch (letter) {
            case Letter.Prepared(Template template) -> prepared(profile, template);
            case Letter.Written written -> {
                if (profile.contact().consent() == Consent.WITHHELD) {
                    throw new Refused("The customer does not want to be contacted.");
                }
                yield Mails.written(written.text());
            }
        };
    }

    private static MailTemplateInstance prepared(CustomerSnapshot profile, Template template) {
        String name = Optional.ofNullable(profile.name()).orElse("");
        String sandbox = Optional.ofNullable(profile.sandboxUrl()).orElse("");
        String trialEnds =
                Optional.ofNullable(profile.trialEndsAt()).map(DAY::format).orElse("");
        return switch (template) {
            case WELCOME -> Mails.welcome(name, trialEnds, sandbox);
            case PRODUCTION_READY -> Mails.production_ready(name);
        };
    }

    private static String subject(Letter letter) {
        return switch (letter) {
            case Letter.Written written -> written.subject();
            case Letter.Prepared(Template template) ->
                switch (template) {
                    case WELCOME -> "Welcome";
                    case PRODUCTION_READY -> "You are ready for production";
                };
        };
    }

    private String domain() {
        return from.substring(from.lastIndexOf('@') + 1).replaceAll("[^A-Za-z0-9.-]", "");
    }

    /** Nobody there is told from nobody answering before anything is said. */
    private void knock() {
        try (Socket door = new Socket()) {
            door.connect(new InetSocketAddress(server.host, server.port), KNOCK_MILLIS);
        } catch (IOException e) {
            throw new NotSent("The mail server cannot be reached at the moment.", SOON);
        }
    }

    private void send(MailTemplateInstance mail) {
        try {
            mail.send().await().atMost(timeout);
        } catch (TimeoutException e) {
            throw line.unanswered(e);
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof SMTPException said && said.getReplyCode() >= 500) {
                throw new Refused("The mail server refused the mail (" + said.getReplyCode() + ").");
            }
            if (cause instanceof SMTPException said && said.getReplyCode() >= 400) {
                throw new NotSent("The mail server does not take mail now (" + said.getReplyCode() + ").", SOON);
            }
            throw line.unanswered(cause);
        }
    }
}
