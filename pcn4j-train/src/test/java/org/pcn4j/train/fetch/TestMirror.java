package org.pcn4j.train.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A mirror on this machine that misbehaves as told: each request gets the next answer, the last one for ever. */
final class TestMirror implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What a mirror does with a request. */
    interface Answer {
        void give(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private TestMirror(Answer... answers) throws IOException {
        this.answers.addAll(List.of(answers));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static TestMirror that(Answer... answers) throws IOException {
        return new TestMirror(answers);
    }

    URI uri() {
        return uri("file.bin");
    }

    URI uri(String name) {
        return URI.create(String.format(
                Locale.ROOT, "http://127.0.0.1:%d/%s", server.getAddress().getPort(), name));
    }

    /** Returns the header Range of each request, empty where there was none. */
    List<String> ranges() {
        return List.copyOf(ranges);
    }

    /** Returns what each request asked for: a path or, of a proxy, all of a place's name. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            synchronized (answers) {
                asked.add(exchange.getRequestURI().toString());
                ranges.add(exchange.getRequestHeaders()
                        .getOrDefault("Range", List.of(""))
                        .get(0));
                answer = answers.size() > 1 ? answers.remove() : answers.element();
            }
            answer.give(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void untilClosed() throws InterruptedException {
        closed.await();
    }

    /** Sends the whole, or what a range asks for. */
    static Answer gives(byte[] content) {
        return exchange -> {
            int from = from(exchange);
            if (from == 0) {
                send(exchange, 200, content);
            } else if (from >= content.length) {
                exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
                exchange.sendResponseHeaders(416, -1);
            } else {
                exchange.getResponseHeaders().set("Content-Range", range(from, content.length));
                send(exchange, 206, Arrays.copyOfRange(content, from, content.length));
            }
        };
    }

    static Answer givesTheWholeWhateverIsAskedFor(byte[] content) {
        return exchange -> send(exchange, 200, content);
    }

    /** Promises the rest and closes the connection after so many bytes. */
    static Answer breaksAfter(int bytes, byte[] content) {
        return exchange -> begin(exchange, bytes, content);
    }

    /** Sends so many bytes, without saying how many there are, and ends as if these were all. */
    static Answer endsAfter(int bytes, byte[] content) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(content, 0, bytes);
            exchange.getResponseBody().close();
        };
    }

    /** Answers so, with a body that is not the file. */
    static Answer answers(int status) {
        return exchange -> send(exchange, status, new byte[] {'n', 'o'});
    }

    /** Answers so, and asks to be left alone. */
    static Answer answers(int status, String retryAfter) {
        return exchange -> {
            exchange.getResponseHeaders().set("Retry-After", retryAfter);
            send(exchange, status, new byte[] {'n', 'o'});
        };
    }

    /** Wants a name and a password of those who take it for a proxy. */
    static Answer wants(String authorization, Answer then) {
        return exchange -> {
            if (authorization.equals(exchange.getRequestHeaders().getFirst("Proxy-Authorization"))) {
                then.give(exchange);
            } else {
                exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"test\"");
                exchange.sendResponseHeaders(407, -1);
            }
        };
    }

    static Answer answersRange(String range, byte[] content) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Range", range);
            send(exchange, 206, content);
        };
    }

    static Answer redirectsTo(URI other) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", other.toString());
            exchange.sendResponseHeaders(302, -1);
        };
    }

    static TestMirror thatNeverAnswers() throws IOException {
        TestMirror[] self = new TestMirror[1];
        self[0] = new TestMirror(exchange -> self[0].untilClosed());
        return self[0];
    }

    /** Sends the first bytes of what is asked for, and then nothing. */
    static TestMirror thatStallsAfter(int bytes, byte[] content) throws IOException {
        TestMirror[] self = new TestMirror[1];
        self[0] = new TestMirror(exchange -> {
            begin(exchange, bytes, content);
            self[0].untilClosed();
        });
        return self[0];
    }

    private static void begin(HttpExchange exchange, int bytes, byte[] content) throws IOException {
        int from = from(exchange);
        if (from > 0) {
            exchange.getResponseHeaders().set("Content-Range", range(from, content.length));
        }
        exchange.sendResponseHeaders(from == 0 ? 200 : 206, content.length - from);
        OutputStream out = exchange.getResponseBody();
        out.write(content, from, Math.min(bytes, content.length - from));
        out.flush();
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static int from(HttpExchange exchange) {
        String range = exchange.getRequestHeaders()
                .getOrDefault("Range", List.of("bytes=0-"))
                .get(0);
        return Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    }

    private static String range(int from, int length) {
        return String.format(Locale.ROOT, "bytes %d-%d/%d", from, length - 1, length);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
