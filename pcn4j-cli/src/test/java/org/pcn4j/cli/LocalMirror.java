package org.pcn4j.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A place on this machine where files are published; of some it sends a part only and then falls silent. */
final class LocalMirror implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, Integer> silentAfter = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch silent = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    LocalMirror() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Returns where everything is published, with a slash at its end. */
    String home() {
        return String.format(
                Locale.ROOT, "http://127.0.0.1:%d/", server.getAddress().getPort());
    }

    /** Publishes a file. */
    void publish(String path, byte[] content) {
        files.put("/" + path, content);
    }

    /** Publishes a file no longer. */
    void withdraw(String path) {
        files.remove("/" + path);
    }

    /** Sends so many bytes of a file at most, and then nothing. */
    void fallSilent(String path, int after) {
        silentAfter.put("/" + path, after);
    }

    /** Waits until it has fallen silent. */
    void awaitSilence() throws InterruptedException {
        silent.await();
    }

    /** Returns what was asked for: the path, and after a blank the range, if there was one. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String range = exchange.getRequestHeaders()
                    .getOrDefault("Range", List.of(""))
                    .get(0);
            asked.add((path + " " + range).strip());
            byte[] content = files.get(path);
            if (content == null) {
                byte[] no = "no".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(404, no.length);
                exchange.getResponseBody().write(no);
                return;
            }
            int from = range.isEmpty() ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
            if (from > 0) {
                exchange.getResponseHeaders()
                        .set(
                                "Content-Range",
                                String.format(Locale.ROOT, "bytes %d-%d/%d", from, content.length - 1, content.length));
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
            int to = silentAfter.getOrDefault(path, content.length);
            exchange.getResponseBody().write(Arrays.copyOfRange(content, from, Math.max(from, to)));
            exchange.getResponseBody().flush();
            if (to < content.length) {
                silent.countDown();
                closed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
