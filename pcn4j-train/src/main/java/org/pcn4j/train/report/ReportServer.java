package org.pcn4j.train.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;

/**
 * Shows a run while it goes on: a page that asks for news every two seconds. The run's folder is read anew each time, so
 * that the run may be another process's. Many are answered at the same time; one that is slow to ask or to read the answer
 * keeps nobody waiting, and is given up after a while. Answers on the loopback interface only, unless told otherwise, where nobody but
 * the machine's own users can ask. Close it when done.
 */
public final class ReportServer implements AutoCloseable {
    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int WRONG_METHOD = 405;
    private static final int FAILED = 500;

    /** How many are answered at the same time. */
    static final int MOST_CLIENTS = 32;

    /** Reading a question and writing its answer takes so long at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final RunFolder run;
    private final HttpServer server;
    private final PatientThreads threads;

    private ReportServer(RunFolder run, HttpServer server, Duration patience) {
        this.run = run;
        this.server = server;
        this.threads = new PatientThreads("pcn4j-report", MOST_CLIENTS, patience);
    }

    /**
     * Begins to answer on the loopback interface.
     *
     * @param port from 0 to 65535; 0 takes a free one
     * @throws RunException if the port cannot be had
     */
    public static ReportServer start(RunFolder run, int port) {
        return start(run, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /**
     * Begins to answer on an address, which may be one that others can reach.
     *
     * @throws RunException if the address cannot be had
     */
    public static ReportServer start(RunFolder run, InetSocketAddress address) {
        return start(run, address, PATIENCE);
    }

    /** Begins to answer, with so much patience for each question and its answer. */
    static ReportServer start(RunFolder run, InetSocketAddress address, Duration patience) {
        try {
            ReportServer started = new ReportServer(run, HttpServer.create(address, 0), patience);
            started.server.setExecutor(started.threads);
            started.server.createContext("/", started::answer);
            started.server.start();
            return started;
        } catch (IOException e) {
            throw new RunException("cannot show the run on " + address + ": " + Reason.of(e), e);
        }
    }

    /** Returns where to look. */
    public URI address() {
        InetSocketAddress bound = server.getAddress();
        String host = bound.getAddress().isAnyLocalAddress()
                ? "localhost"
                : bound.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort() + "/");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!isKnownHost(exchange)) {
                send(exchange, FORBIDDEN, "text/plain", "this server is asked for by another name\n");
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, WRONG_METHOD, "text/plain", "only GET is answered\n");
            } else {
                page(exchange);
            }
        }
    }

    private void page(HttpExchange exchange) throws IOException {
        try {
            switch (exchange.getRequestURI().getPath()) {
                case "/" -> send(exchange, OK, "text/html", Report.live(ReportData.read(run)));
                case "/live.json" -> send(exchange, OK, "application/json", Report.news(ReportData.read(run)));
                default -> send(exchange, NOT_FOUND, "text/plain", "there is nothing here\n");
            }
        } catch (RunException e) {
            send(exchange, FAILED, "text/plain", e.getMessage() + "\n");
        }
    }

    /** A page of somebody else's must not read the run under a name of its own that leads to this machine. */
    private boolean isKnownHost(HttpExchange exchange) {
        if (!server.getAddress().getAddress().isLoopbackAddress()) {
            return true;
        }
        String host = exchange.getRequestHeaders().getFirst("Host");
        return host != null && host.matches("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?");
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("X-Frame-Options", "DENY");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Stops answering. */
    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
