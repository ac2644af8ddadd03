package io.aegis.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "200; {'status':'UP','checks':[{'name':'model','status':'UP','data':{'problem':'none'}}]}; true; ",
                "503; {'status':'DOWN','checks':[{'name':'database','status':'DOWN'},{'name':'model','status':'DOWN',"
                        + "'data':{'problem':'AEGIS_GEMINI_PROJECT is not set'}}]}; false;"
                        + " model: AEGIS_GEMINI_PROJECT is not set",
                "503; {'status':'DOWN','checks':[{'name':'messaging','status':'DOWN','data':{'worker':false}}]}; false; ",
                "503; ''; false; ",
                "404; {}; false; "
            })
    void a_service_is_ready_or_names_what_somebody_has_to_mend(int status, String body, boolean ready, String problem)
            throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] bytes = body.replace('\'', '"').getBytes(UTF_8);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            Health health = Health.of("http://127.0.0.1:" + server.getAddress().getPort());

            assertThat(health).isEqualTo(new Health(ready, Optional.ofNullable(problem)));
        } finally {
            server.stop(0);
        }
    }
}
