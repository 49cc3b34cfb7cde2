package org.pcn4j.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.train.run.Metric.Updated;
import org.pcn4j.train.run.MetricsFile;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportServerTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private RunFolder run;
    private ReportServer server;

    @BeforeEach
    void start() {
        ReportData data = ReportFixture.named("plain");
        run = RunFolder.create(folder, "x", Instant.EPOCH, data.settings(), data.provenance());
        server = ReportServer.start(run, 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
        URI uri = server.address().resolve(path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void thePageIsLiveAndServedToThisMachineAlone() throws Exception {
        assertThat(InetAddress.getByName(server.address().getHost()).isLoopbackAddress())
                .isTrue();
        HttpResponse<String> answer = ask("GET", "/");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("<body data-live=\"true\">");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void theNewsGrowWithTheMeasurements() throws Exception {
        assertThat(news().path("data").path("updates").path("loss")).isEmpty();
        try (MetricsFile metrics = MetricsFile.resume(run.metrics(), 0)) {
            metrics.append(new Updated(1, 1, 0.5, OptionalDouble.empty(), OptionalDouble.empty()));
            JsonNode news = news();
            assertThat(news.path("data").path("updates").path("loss")).hasSize(1);
            assertThat(news.path("parts").path("tiles").asString()).contains("training loss");
        }
    }

    private JsonNode news() throws Exception {
        return JsonMapper.shared().readTree(ask("GET", "/live.json").body());
    }

    @Test
    void otherPathsAndMethodsAreRefused() throws Exception {
        assertThat(ask("GET", "/../provenance.json").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "/metrics.jsonl").statusCode()).isEqualTo(404);
        assertThat(ask("POST", "/").statusCode()).isEqualTo(405);
        HttpResponse<String> head = ask("HEAD", "/");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void whoAsksUnderAnotherNameIsRefused() throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            String request = "GET / HTTP/1.1\r\nHost: attacker.example\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(answer.readLine()).startsWith("HTTP/1.1 403");
        }
    }

    /** A client that says one byte of its question and then waits. */
    private static Socket slow(ReportServer asked) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), asked.address().getPort());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write('G');
        return socket;
    }

    @Test
    void clientsThatSayOneByteAndWaitKeepNobodyWaiting() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < ReportServer.MOST_CLIENTS + 8; i++) {
                waiting.add(slow(server));
            }
            long before = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                assertThat(ask("GET", "/live.json").statusCode()).isEqualTo(200);
            }
            // A page takes milliseconds; the patience with a slow client is 20 seconds.
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    @Test
    void aClientThatIsTooSlowIsGivenUp() throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ReportServer impatient = ReportServer.start(run, any, Duration.ofMillis(300));
                Socket socket = slow(impatient)) {
            long before = System.nanoTime();
            assertThat(socket.getInputStream().read())
                    .as("the end of the connection")
                    .isEqualTo(-1);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(Duration.ofMillis(200), Duration.ofSeconds(15));
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(impatient.address())
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aDamagedRunIsToldInOneLineAndThePageComesBackOnceItIsMended() throws Exception {
        Files.writeString(run.metrics(), "nonsense\n{\"kind\":\"update\",\"update\":1}\n");
        HttpResponse<String> answer = ask("GET", "/live.json");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("damaged in line 1").hasLineCount(1);
        Files.delete(run.metrics());
        assertThat(ask("GET", "/live.json").statusCode()).isEqualTo(200);
    }

    @Test
    void aPortThatIsTakenIsRefused() {
        int taken = server.address().getPort();
        assertThatThrownBy(() -> ReportServer.start(run, taken))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("cannot show the run on");
    }
}
