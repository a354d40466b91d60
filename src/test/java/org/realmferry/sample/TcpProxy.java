/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Stands between a client and a server on loopback, and does what networks do. */
public final class TcpProxy implements AutoCloseable {
    /** What becomes of a connection when so many bytes have come from the server. */
    public record Fate(Kind kind, long bytes) {
        /** A connection that lives. */
        public static final Fate LIVE = new Fate(Kind.LIVE, Long.MAX_VALUE);
    }

    /** The ways of a connection to end. */
    public enum Kind {
        LIVE,
        /** It is closed. */
        CUT,
        /** Nothing comes through any more, and nobody is told. */
        SWALLOWED
    }

    private final int target;
    private final IntFunction<Fate> fates;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocket listener;
    private int port;

    /**
     * Begins to listen.
     *
     * @param fates of each connection by its number, from 0
     */
    public TcpProxy(int target, IntFunction<Fate> fates) throws IOException {
        this.target = target;
        this.fates = fates;
        listen();
    }

    public int port() {
        return port;
    }

    /** How many connections there were. */
    public int connections() {
        return connections.get();
    }

    /** Begins to listen, again at the port it had. */
    public void listen() throws IOException {
        ServerSocket socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        port = socket.getLocalPort();
        listener = socket;
        daemon(() -> accept(socket));
    }

    /** Refuses new connections, and cuts those that there are. */
    public void disappear() throws IOException {
        ServerSocket socket = listener;
        if (socket != null) {
            socket.close();
        }
        for (Socket connection : open) {
            connection.close();
        }
        open.clear();
    }

    private void accept(ServerSocket from) {
        try {
            while (true) {
                Socket client = from.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                Fate fate = fates.apply(connections.getAndIncrement());
                daemon(() -> pass(client, server, Fate.LIVE));
                daemon(() -> pass(server, client, fate));
            }
        } catch (IOException e) {
            // The listener was closed.
        }
    }

    private static void pass(Socket from, Socket to, Fate fate) {
        byte[] buffer = new byte[8192];
        long passed = 0;
        try (from) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (passed >= fate.bytes()) {
                    if (fate.kind() == Kind.CUT) {
                        to.close();
                        return;
                    }
                    continue;
                }
                out.write(buffer, 0, n);
                passed += n;
            }
            to.close();
        } catch (IOException e) {
            // One of both ended: that is what the other one sees.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        disappear();
    }
}
