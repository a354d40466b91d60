/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A headless Chromium with one page, spoken to by its DevTools protocol. */
public final class Browser implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int TIMEOUT_SECONDS = 60;
    private static final String LISTENING = "DevTools listening on ";

    private final Process process;
    private final Path profile;
    private final BlockingQueue<Map<String, Object>> answers = new LinkedBlockingQueue<>();
    private final List<Map<String, Object>> events = new ArrayList<>();
    private final WebSocket socket;
    private long sent;

    private Browser(Process process, Path profile, URI page) {
        this.process = process;
        this.profile = profile;
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Listener())
                .join();
    }

    /**
     * Starts Chromium.
     *
     * <p>Where there is none, the calling test fails if the environment says {@code CI=true}, and is else skipped,
     * loudly.
     */
    public static Browser start() throws IOException, InterruptedException {
        Path program = program();
        Path profile = Files.createTempDirectory("realmferry-browser");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        URI tools = URI.create(devTools(process).replace("ws:", "http:"));
        return new Browser(process, profile, page(tools));
    }

    private static Path program() {
        Optional<Path> found = Stream.of(System.getenv("PATH").split(":", -1))
                .flatMap(folder -> Stream.of(Path.of(folder, "chromium"), Path.of(folder, "chromium-browser")))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            String problem = "NOT TESTED: there is no chromium to look at pages with";
            System.err.println(problem);
            if ("true".equals(System.getenv("CI"))) {
                Assertions.fail(problem);
            }
            Assumptions.abort(problem);
        }
        return found.orElseThrow();
    }

    private static String devTools(Process process) throws IOException {
        BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
        for (String line = err.readLine(); line != null; line = err.readLine()) {
            if (line.startsWith(LISTENING)) {
                Thread drain = new Thread(() -> err.lines().forEach(rest -> {}), "browser-errors");
                drain.setDaemon(true);
                drain.start();
                return line.substring(LISTENING.length());
            }
        }
        throw new IllegalStateException("chromium ended before it listened");
    }

    private static URI page(URI tools) throws IOException, InterruptedException {
        HttpRequest list = HttpRequest.newBuilder(tools.resolve("/json/list")).build();
        String text = HttpClient.newHttpClient()
                .send(list, HttpResponse.BodyHandlers.ofString())
                .body();
        return Json.objects(Json.parse(text)).stream()
                .filter(target -> "page".equals(target.get("type")))
                .map(target -> URI.create(String.valueOf(target.get("webSocketDebuggerUrl"))))
                .findFirst()
                .orElseThrow();
    }

    /** Puts the parts of messages together: answers have an id, events have none. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                Map<String, Object> message = Json.object(Json.parse(text.toString()));
                text.setLength(0);
                if (message.containsKey("id")) {
                    answers.add(message);
                } else {
                    synchronized (events) {
                        events.add(message);
                    }
                }
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Sends a command and awaits its result. */
    public Map<String, Object> send(String method, Map<String, ?> parameters) {
        long id = ++sent;
        socket.sendText(text(Map.of("id", id, "method", method, "params", parameters)), true)
                .join();
        try {
            for (Map<String, Object> answer = answers.poll(TIMEOUT_SECONDS, SECONDS);
                    answer != null;
                    answer = answers.poll(TIMEOUT_SECONDS, SECONDS)) {
                if (Long.valueOf(id).equals(answer.get("id"))) {
                    if (answer.containsKey("error")) {
                        throw new IllegalStateException(method + ": " + answer.get("error"));
                    }
                    return Json.object(answer.get("result"));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException(method + " was not answered");
    }

    private static String text(Map<String, ?> values) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else {
            json.writePOJO(value);
        }
    }

    /** Opens a page and awaits that it is loaded; what it asks for and says is noted. */
    public void open(URI page) throws InterruptedException {
        for (String domain : List.of("Page", "Network", "Log", "Runtime")) {
            send(domain + ".enable", Map.of());
        }
        synchronized (events) {
            events.clear();
        }
        send("Page.navigate", Map.of("url", page.toString()));
        for (int i = 0;
                i < TIMEOUT_SECONDS * 20 && events("Page.loadEventFired").isEmpty();
                i++) {
            Thread.sleep(50);
        }
    }

    /** The parameters of the events of a kind since the page was opened. */
    public List<Map<String, Object>> events(String method) {
        synchronized (events) {
            return events.stream()
                    .filter(event -> method.equals(event.get("method")))
                    .map(event -> Json.object(event.get("params")))
                    .toList();
        }
    }

    /** The value of an expression of JavaScript in the page. */
    public @Nullable Object value(String expression) {
        Map<String, Object> answer = send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        if (answer.containsKey("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
        }
        return Json.object(answer.get("result")).get("value");
    }

    /** Looks at the page in a window of some width. */
    public void resize(int width) {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Looks at the page as somebody who prefers {@code light} or {@code dark}. */
    public void prefer(String scheme) {
        send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** The page as PDF. */
    public byte[] print() {
        return Base64.getDecoder()
                .decode(String.valueOf(
                        send("Page.printToPDF", Map.of("printBackground", true)).get("data")));
    }

    /** The page as a picture, as high as it is. */
    public byte[] screenshot() {
        return Base64.getDecoder()
                .decode(String.valueOf(send("Page.captureScreenshot", Map.of("captureBeyondViewport", true))
                        .get("data")));
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        // Its children write into the profile until they end.
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(10, SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().join());
        Folders.delete(profile);
    }
}
