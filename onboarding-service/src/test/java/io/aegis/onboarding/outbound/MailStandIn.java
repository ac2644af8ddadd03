package io.aegis.onboarding.outbound;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.aegis.local.testing.ApiStandIn;
import io.aegis.local.testing.ApiStandIn.Answer;
import io.aegis.local.testing.ApiStandIn.Request;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * GreenMail behind a door that behaves as mail servers do on bad days. {@code PUT /door} of {@code mail.control} sets how,
 * {@code GET /mails} tells what arrived.
 */
public final class MailStandIn implements QuarkusTestResourceLifecycleManager {
    /** How whoever comes is let through. */
    enum Door {
        OPEN,
        /** Not now: 421. */
        BUSY,
        /** Never: 554. */
        REFUSING,
        /** The mail arrives, and the line is cut before the answer. */
        CUT
    }

    private final GreenMail mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final ApiStandIn control = new ApiStandIn(this::control);
    private volatile Door door = Door.OPEN;
    private ServerSocket entrance;

    @Override
    public Map<String, String> start() {
        mails.start();
        control.open();
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::welcome);
        return Map.of(
                "aegis.onboarding.mail", "smtp",
                "aegis.onboarding.smtp.host", "localhost",
                "aegis.onboarding.smtp.port", String.valueOf(entrance.getLocalPort()),
                "aegis.onboarding.smtp.from", "Example <hello@example.com>",
                "quarkus.mailer.start-tls", "DISABLED",
                "mail.control", control.url());
    }

    @Override
    public void stop() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mails.stop();
        control.close();
    }

    private Answer control(Request request) {
        if (!request.method().equals("GET")) {
            door = Door.valueOf(request.body());
            return new Answer(200, "1", false);
        }
        List<String> arrived = new ArrayList<>();
        try {
            for (MimeMessage mail : mails.getReceivedMessages()) {
                ByteArrayOutputStream raw = new ByteArrayOutputStream();
                mail.writeTo(raw);
                arrived.add(raw.toString(StandardCharsets.UTF_8));
            }
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException(e);
        }
        return new Answer(200, io.aegis.contracts.Json.text(arrived), false);
    }

    private void welcome() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        Door now = door;
        try (client) {
            waitBeforeGreeting(client);
            if (now == Door.BUSY || now == Door.REFUSING) {
                client.getOutputStream()
                        .write((now == Door.BUSY ? "421 busy\r\n" : "554 no\r\n").getBytes(StandardCharsets.US_ASCII));
                // Who hangs up first is heard last; the standard wants the server to wait for QUIT.
                client.setSoTimeout(2_000);
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
                return;
            }
            try (Socket server =
                    new Socket(InetAddress.getLoopbackAddress(), mails.getSmtp().getPort())) {
                AtomicBoolean cut = new AtomicBoolean();
                Thread back = Thread.ofVirtual().start(() -> answers(server, client, cut));
                questions(client, server, now == Door.CUT ? cut : new AtomicBoolean());
                server.shutdownOutput();
                back.join();
            }
        } catch (IOException e) {
            // somebody hung up
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * As servers do that look whether somebody speaks out of turn. The client of Quarkus' mailer misses a greeting that comes
     * with the connection itself, now and then on a busy machine, and then waits in vain.
     */
    private static void waitBeforeGreeting(Socket client) throws IOException {
        client.setSoTimeout(100);
        try {
            client.getInputStream().read();
        } catch (SocketTimeoutException e) {
            client.setSoTimeout(0);
        }
    }

    /** Marks the line to be cut behind the end of the data. */
    private static void questions(Socket client, Socket server, AtomicBoolean cut) throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        byte[] buffer = new byte[8192];
        StringBuilder tail = new StringBuilder();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            tail.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
            if (tail.indexOf("\r\n.\r\n") >= 0) {
                cut.set(true);
            }
            out.write(buffer, 0, read);
        }
    }

    private static void answers(Socket server, Socket client, AtomicBoolean cut) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (cut.get()) {
                    client.close();
                    return;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // somebody hung up
        }
    }
}
