package org.pcn4j.train.report;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A headless Chromium, led by the DevTools protocol over the JDK's own web socket. For one thread. */
final class Browser implements AutoCloseable {
    private static final String LISTENING = "DevTools listening on ";
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private String session = "";

    /** Returns the program, if one is on the path. */
    static Optional<Path> program() {
        return Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .flatMap(folder -> List.of("chromium", "chromium-browser", "google-chrome").stream()
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts the program.
     *
     * @param profile an empty folder
     */
    Browser(Path program, Path profile) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--headless",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile));
        if (System.getProperty("user.name", "").equals("root")) {
            command.add("--no-sandbox");
        }
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address(), new Ear())
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        String target = ask("Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asString();
        session = ask("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asString();
        for (String domain : List.of("Page", "Runtime", "Log")) {
            ask(domain + ".enable", Map.of());
        }
    }

    private URI address() throws IOException {
        BufferedReader words =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = words.readLine(); line != null; line = words.readLine()) {
            if (line.startsWith(LISTENING)) {
                Thread rest = new Thread(() -> words.lines().forEach(unused -> {}), "chromium's words");
                rest.setDaemon(true);
                rest.start();
                return URI.create(line.substring(LISTENING.length()).strip());
            }
        }
        throw new IOException("chromium ended before it listened");
    }

    /** Hears answers and events, which may come in pieces. */
    private final class Ear implements WebSocket.Listener {
        private final StringBuilder heard = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence text, boolean last) {
            heard.append(text);
            if (last) {
                hear(JsonMapper.shared().readTree(heard.toString()));
                heard.setLength(0);
            }
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void hear(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> waiting =
                    asked.remove(message.path("id").asInt());
            if (waiting != null) {
                waiting.complete(message);
            }
        }
        JsonNode event = message.path("params");
        switch (message.path("method").asString("")) {
            case "Runtime.exceptionThrown" ->
                complaints.add(event.path("exceptionDetails").toString());
            case "Log.entryAdded" -> complaints.add(event.path("entry").toString());
            case "Runtime.consoleAPICalled" -> complaints.add(event.path("args").toString());
            default -> {}
        }
    }

    private JsonNode ask(String method, Map<String, Object> parameters) {
        ObjectNode message = JsonMapper.shared().createObjectNode();
        int id = number.incrementAndGet();
        message.put("id", id).put("method", method);
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        message.set("params", JsonMapper.shared().valueToTree(parameters));
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(id, answer);
        socket.sendText(message.toString(), true).join();
        JsonNode heard = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        if (heard.has("error")) {
            throw new IllegalStateException(method + ": " + heard.path("error"));
        }
        return heard.path("result");
    }

    /** Shows pages this wide, on a screen with this color scheme, {@code light} or {@code dark}. */
    void show(int width, String scheme) {
        ask(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
        ask(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Opens a page, and waits until its script has drawn. */
    void open(URI page) throws InterruptedException {
        complaints.clear();
        ask("Page.navigate", Map.of("url", page.toString()));
        await("location.href === " + JsonMapper.shared().writeValueAsString(page.toString())
                + " && document.documentElement?.dataset.drawn !== undefined");
    }

    /** Waits until an expression is true. */
    void await(String expression) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!evaluate(expression).asBoolean(false)) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("waited in vain for " + expression + "; complaints: " + complaints);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Returns the value of an expression. */
    JsonNode evaluate(String expression) {
        JsonNode answer = ask("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Returns the whole page as a PNG file. */
    byte[] picture() {
        JsonNode answer = ask("Page.captureScreenshot", Map.of("captureBeyondViewport", true, "format", "png"));
        return Base64.getDecoder().decode(answer.path("data").asString());
    }

    /** Moves the mouse. */
    void point(double x, double y) {
        ask("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
    }

    /** Presses a key, as in {@code ArrowLeft}. */
    void press(String key) {
        ask("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "code", key));
        ask("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key));
    }

    /** Returns what the page's scripts and its policy have complained about. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        socket.abort();
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
