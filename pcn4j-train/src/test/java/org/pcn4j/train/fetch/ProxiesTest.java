package org.pcn4j.train.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class ProxiesTest {
    private static final byte[] CONTENT = {1, 2, 3};
    private static final URI PLAIN = URI.create("http://data.invalid/file.bin");
    private static final URI SECURE = URI.create("https://data.invalid/file.bin");

    @TempDir
    Path dir;

    @Test
    void aMirrorIsAskedThroughTheProxyThatTheEnvironmentNames() throws Exception {
        try (TestMirror proxy = TestMirror.that(TestMirror.gives(CONTENT))) {
            Path path = download(Map.of("http_proxy", address(proxy))).fetch(file(PLAIN), dir);

            assertThat(path).hasBinaryContent(CONTENT);
            assertThat(proxy.asked()).containsExactly("http://data.invalid/file.bin");
        }
    }

    @Test
    void anExceptedMirrorIsAskedItself() throws Exception {
        try (TestMirror proxy = TestMirror.that(TestMirror.answers(404));
                TestMirror mirror = TestMirror.that(TestMirror.gives(CONTENT))) {
            Path path = download(Map.of("http_proxy", address(proxy), "no_proxy", "example.org, 127.0.0.1"))
                    .fetch(file(mirror.uri()), dir);

            assertThat(path).hasBinaryContent(CONTENT);
            assertThat(proxy.asked()).isEmpty();
            assertThat(mirror.asked()).containsExactly("/file.bin");
        }
    }

    @Test
    void aSecureMirrorIsAskedThroughATunnelOfTheProxyForSecureOnes() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> refusedBy(proxy));
            Download download = download(Map.of(
                    "https_proxy", "127.0.0.1:" + proxy.getLocalPort(), "http_proxy", "http://unused.invalid:1"));

            assertThatThrownBy(() -> download.fetch(file(SECURE), dir))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("502");
            assertThat(asked.get()).isEqualTo("CONNECT data.invalid:443 HTTP/1.1");
        }
    }

    @Test
    void aProxyThatWantsAPasswordGetsTheOneInItsVariable() throws Exception {
        String basic = "Basic " + Base64.getEncoder().encodeToString("me:se@cr+t".getBytes(StandardCharsets.UTF_8));
        try (TestMirror proxy = TestMirror.that(TestMirror.wants(basic, TestMirror.gives(CONTENT)))) {
            String named = address(proxy).replace("//", "//me:se%40cr+t@");

            assertThat(download(Map.of("http_proxy", named)).fetch(file(PLAIN), dir))
                    .hasBinaryContent(CONTENT);
        }
    }

    @Test
    void aVariableThatNamesNoProxyIsComplainedOfWhereItIsNeeded() {
        Download download = download(Map.of("ALL_PROXY", "socks5://127.0.0.1:1080"));

        assertThatThrownBy(() -> download.fetch(file(SECURE), dir))
                .isInstanceOf(FetchException.class)
                .hasMessage(String.format(
                        Locale.ROOT,
                        "cannot fetch file.bin: %s: all_proxy: expected http://HOST:PORT, found '%s'",
                        SECURE,
                        "socks5://127.0.0.1:1080"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://", "://", "http://host:0", "http://host:70000", "http://host/path", "a b", "ftp://host"})
    void whatIsNoProxyIsComplainedOf(String value) {
        assertThat(Proxies.of(Map.of("http_proxy", value)).complaint(PLAIN))
                .hasValue("http_proxy: expected http://HOST:PORT, found '" + value + "'");
    }

    @Test
    void variablesCountByTheMirrorsProtocolAndTheGeneralOneLast() {
        Map<String, String> environment = Map.of("HTTPS_PROXY", "one:1", "all_proxy", "http://two:2/", "no_proxy", " ");

        assertThat(through(environment, SECURE)).containsExactly("one:1");
        assertThat(through(environment, PLAIN)).containsExactly("two:2");
        assertThat(through(Map.of("http_proxy", "http://one"), PLAIN)).containsExactly("one:80");
    }

    @Test
    void aVariableThatAClientOfAWebServerCouldSetDoesNotCount() {
        assertThat(through(Map.of("HTTP_PROXY", "http://evil:1"), PLAIN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data.invalid | true",
                "DATA.invalid | true",
                ".invalid | true",
                "invalid | true",
                "*.invalid | true",
                "* | true",
                "a,b, data.invalid | true",
                "data.invalid:80 | true",
                "data.invalid:8080 | false",
                "ata.invalid | false",
                "data.invalid.org | false",
                ", | false",
                ". | false"
            })
    void hostsAndTheirDomainsAreExcepted(String excepted, boolean direct) {
        List<String> through = through(Map.of("http_proxy", "http://one:1", "NO_PROXY", excepted), PLAIN);

        assertThat(through).isEqualTo(direct ? List.of() : List.of("one:1"));
    }

    @Test
    void addressesWithBracketsAreExceptedToo() {
        URI loopback = URI.create("http://[::1]:99/file.bin");
        for (String excepted : List.of("::1", "[::1]", "[::1]:99")) {
            assertThat(through(Map.of("http_proxy", "http://one:1", "no_proxy", excepted), loopback))
                    .as(excepted)
                    .isEmpty();
        }
        assertThat(through(Map.of("http_proxy", "http://one:1", "no_proxy", "[::1]:98"), loopback))
                .containsExactly("one:1");
    }

    /** Answers one request by a refusal. */
    private static String refusedBy(ServerSocket proxy) {
        try (Socket socket = proxy.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String first = String.valueOf(in.readLine());
            while (!String.valueOf(in.readLine()).isEmpty()) {
                // The headers.
            }
            socket.getOutputStream()
                    .write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            return first;
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static List<String> through(Map<String, String> environment, URI uri) {
        return Proxies.of(environment).selector().select(uri).stream()
                .filter(proxy -> proxy.type() != Proxy.Type.DIRECT)
                .map(proxy -> (InetSocketAddress) proxy.address())
                .map(address -> address.getHostString() + ":" + address.getPort())
                .toList();
    }

    private static String address(TestMirror proxy) {
        return "http://127.0.0.1:" + proxy.uri().getPort();
    }

    private static Download download(Map<String, String> environment) {
        Duration seconds = Duration.ofSeconds(10);
        return new Download(
                new Patience(seconds, seconds, 1, Duration.ZERO), FetchListener.NONE, Proxies.of(environment));
    }

    private static RemoteFile file(URI mirror) {
        String sum = HexFormat.of().formatHex(Checksum.Algorithm.SHA_256.start().digest(CONTENT));
        return new RemoteFile("file.bin", OptionalLong.of(CONTENT.length), Checksum.sha256(sum), List.of(mirror));
    }
}
