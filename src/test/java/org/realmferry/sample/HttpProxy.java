/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Stands between an HTTP client and a server on loopback, knows each request, and does what networks and servers do. */
public final class HttpProxy implements AutoCloseable {
    /**
     * A request.
     *
     * @param line such as {@code GET /bucket/key}
     * @param number from 0, in the order in which they came
     */
    public record Request(String line, int number) {}

    /** What becomes of a request. */
    public sealed interface Fate {}

    /** It is passed on, and so is what comes back. */
    public record Live() implements Fate {}

    /** It is passed on after a while. */
    public record Late(long millis) implements Fate {}

    /** The server says that it can't now. */
    public record Answer(int status) implements Fate {}

    /** Nothing, until the client gives up. */
    public record Silence() implements Fate {}

    /** This, whatever was asked, head and all. */
    public record Text(String answer) implements Fate {
        /** An answer with a body; the lines of its head are separated by newlines. */
        public static Text of(String head, String body) {
            return new Text(head.replace("\n", END) + END + "Content-Length: "
                    + body.getBytes(StandardCharsets.UTF_8).length + END + "Connection: close" + END + END + body);
        }
    }

    /** The connection ends after so many bytes of the answer, its head included. */
    public record Cut(long bytes) implements Fate {}

    /** The last byte of the answer is another one. */
    public record Spoilt(int by) implements Fate {}

    private static final String END = "\r\n";

    private final int target;
    private final Function<Request, Fate> fates;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final ServerSocket listener;

    /** Begins to listen. */
    public HttpProxy(int target, Function<Request, Fate> fates) throws IOException {
        this.target = target;
        this.fates = fates;
        listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    public String endpoint() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** All requests up to now, answered or not. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** How many requests there were whose line begins so. */
    public long count(String line) {
        return requests.stream()
                .filter(request -> request.line().startsWith(line))
                .count();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                daemon(() -> serve(client));
            }
        } catch (IOException e) {
            // The listener was closed.
        }
    }

    /** One request a connection. */
    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            Request request;
            synchronized (requests) {
                request = new Request(head.substring(0, head.indexOf(" HTTP/")), requests.size());
                requests.add(request);
            }
            serve(client, head, fates.apply(request));
        } catch (IOException e) {
            // One of both ended: that is what the other one sees.
        }
    }

    private void serve(Socket client, String head, Fate fate) throws IOException {
        if (fate instanceof Answer answer) {
            String text = "HTTP/1.1 " + answer.status() + " Sorry" + END + "Content-Length: 0" + END
                    + "Connection: close" + END + END;
            client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return;
        }
        if (fate instanceof Silence) {
            client.getInputStream().readAllBytes();
            return;
        }
        if (fate instanceof Text text) {
            client.getOutputStream().write(text.answer().getBytes(StandardCharsets.UTF_8));
            return;
        }
        if (fate instanceof Late late) {
            sleep(late.millis());
        }
        int spoilt = fate instanceof Spoilt spoil ? spoil.by() : 0;
        pass(client, head, fate instanceof Cut cut ? cut.bytes() : Long.MAX_VALUE, spoilt);
    }

    private void pass(Socket client, String head, long bytes, int spoilt) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            String closing = head.replaceAll("(?i)\r\nconnection: [^\r]*", "")
                    .replaceFirst(END, END + "Connection: close" + END);
            server.getOutputStream().write(closing.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[8192];
            long left = bytes;
            int last = -1;
            for (int n = in.read(buffer); n > 0 && left > 0; n = in.read(buffer)) {
                if (last >= 0) {
                    out.write(last);
                }
                last = buffer[n - 1] & 0xFF;
                int most = (int) Math.min(n, left);
                out.write(buffer, 0, Math.min(most, n - 1));
                last = most == n ? last : -1;
                left -= n;
            }
            if (last >= 0) {
                out.write(last ^ spoilt);
            }
        }
    }

    /** Up to the empty line; nothing has a body here. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            if (b == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith(END + END)) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "http-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
