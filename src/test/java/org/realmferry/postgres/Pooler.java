/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers for one connection as PgBouncer does. */
final class Pooler implements AutoCloseable {
    private static final int AUTHENTICATION = 'R';
    private static final int KEY_DATA = 'K';

    private interface Answer {
        void to(Socket client) throws IOException;
    }

    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    private Pooler(Answer answer) throws IOException {
        daemon(() -> answer.to(listener.accept()));
    }

    /** Refuses the connection with these words. */
    static Pooler refusing(String words) throws IOException {
        return new Pooler(client -> {
            DataInputStream in = new DataInputStream(client.getInputStream());
            in.readNBytes(in.readInt() - Integer.BYTES);
            byte[] error = ("SFATAL\0VFATAL\0C08P01\0M" + words + "\0\0").getBytes(StandardCharsets.UTF_8);
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            out.writeByte('E');
            out.writeInt(Integer.BYTES + error.length);
            out.write(error);
            client.close();
        });
    }

    /** Lets the client into a server that trusts it, and tells another process than the server's own. */
    static Pooler before(int port) throws IOException {
        return new Pooler(client -> {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
            daemon(() -> client.getInputStream().transferTo(server.getOutputStream()));
            DataInputStream in = new DataInputStream(server.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            int type = AUTHENTICATION;
            while (type != KEY_DATA) {
                type = in.readUnsignedByte();
                int length = in.readInt();
                byte[] body = in.readNBytes(length - Integer.BYTES);
                if (type == KEY_DATA) {
                    body[0] ^= 1;
                }
                out.writeByte(type);
                out.writeInt(length);
                out.write(body);
            }
            in.transferTo(out);
            client.close();
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void daemon(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // One of both ended: that is what the other one sees.
                    }
                },
                "pooler");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
