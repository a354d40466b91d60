/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A sample server for benchmarks: fills one, prints where it is as lines of shell assignments, and runs until standard
 * input ends.
 */
public final class SampleService {
    private static final long SEED = 1;

    private SampleService() {}

    private static SampleSize size(String[] args) {
        SampleSize size = SampleSize.demo().withMessages(Integer.parseInt(args[0]));
        return args.length > 2 ? size.withPeople(Integer.parseInt(args[2])) : size;
    }

    /** Takes the number of messages, an empty folder for the uploads, and the number of people where it matters. */
    public static void main(String[] args) throws IOException, SQLException {
        Path folder = Path.of(args[1]);
        try (EmbeddedServer server = EmbeddedServer.start()) {
            server.createDatabase("zulip");
            try (Connection connection = server.connect("zulip")) {
                SampleSize size = size(args);
                SampleServer.create(connection, Files.createDirectories(folder.resolve("uploads")), size, SEED);
            }
            Path salt = Files.writeString(folder.resolve("salt"), SampleServer.AVATAR_SALT);
            PrintStream out = System.out;
            out.println("database=" + server.uri("zulip"));
            out.println("uploads=" + folder.resolve("uploads"));
            out.println("salt=" + salt);
            out.println("ready=yes");
            out.flush();
            while (System.in.read() >= 0) {
                // whoever started this closes its input when it is done
            }
        }
    }
}
