/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.realmferry.ExitStatus;
import org.realmferry.cli.Main;

/** Makes a sample server, exports all its realms with the command a user would type, and says what there is to see. */
public final class Demo {
    private static final String USAGE = "usage: demo [--messages N] [--output DIR]";
    private static final long SEED = 20250331;
    private static final String DATABASE = "zulip";

    private final PrintWriter out;
    private final PrintWriter err;

    private Demo(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) throws IOException, SQLException {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int status;
        try {
            Options options = Options.parse(args);
            status = new Demo(out, err).run(options);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(USAGE);
            status = ExitStatus.COMMAND_LINE.code();
        }
        System.exit(status);
    }

    private record Options(SampleSize size, Path output) {
        static Options parse(String... args) {
            SampleSize size = SampleSize.demo();
            Path output = Path.of("demo-run");
            Deque<String> rest = new ArrayDeque<>(List.of(args));
            while (!rest.isEmpty()) {
                String option = rest.remove();
                if (rest.isEmpty()) {
                    throw new IllegalArgumentException(option + " needs a value");
                }
                switch (option) {
                    case "--messages" -> size = size.withMessages(number(rest.remove()));
                    case "--output" -> output = Path.of(rest.remove());
                    default -> throw new IllegalArgumentException("unknown option " + option);
                }
            }
            return new Options(size, output);
        }

        private static int number(String text) {
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("not a number: " + text, e);
            }
        }
    }

    private int run(Options options) throws IOException, SQLException {
        Path folder = Files.createTempDirectory("realmferry-demo");
        try (EmbeddedServer server = EmbeddedServer.start()) {
            out.println("Making a sample Zulip server of " + options.size().messages() + " messages ...");
            server.createDatabase(DATABASE);
            Path uploads = Files.createDirectory(folder.resolve("uploads"));
            try (Connection connection = server.connect(DATABASE)) {
                SampleServer sample = SampleServer.create(connection, uploads, options.size(), SEED);
                Zulip12.upgrade(connection);
                describe(sample);
            }
            Path salt = Files.writeString(folder.resolve("avatar-salt"), SampleServer.AVATAR_SALT + "\n");
            return export(server.uri(DATABASE), uploads, salt, unused(options.output()));
        } finally {
            Folders.delete(folder);
        }
    }

    private void describe(SampleServer server) {
        out.printf("%n  %-14s %8s %10s %8s%n", "realm", "users", "messages", "files");
        server.realms()
                .forEach(realm -> out.printf(
                        "  %-14s %,8d %,10d %,8d%n",
                        realm.subdomain(), realm.users(), realm.messages(), realm.files()));
        out.println();
    }

    private int export(String uri, Path uploads, Path salt, Path output) {
        String[] command = {
            "export",
            "--database",
            uri,
            "--uploads",
            uploads.toString(),
            "--avatar-salt-file",
            salt.toString(),
            "--all-realms",
            "--output",
            output.toString()
        };
        out.println("$ realmferry " + String.join(" ", command).replace(" --", " \\\n      --"));
        out.println();
        int status = Main.run(out, err, command);
        out.println();
        out.println(
                status > ExitStatus.FINDINGS.code()
                        ? "The export failed with exit status " + status + "; what there is of it is in " + output + "."
                        : "The sample server is gone; its archives are in " + output + ", the summary above in\n"
                                + output
                                + "/report.txt. Look next at a realm's realm.json, messages-000001.json, stats.json\n"
                                + "and realmferry.json, the manifest.");
        return status;
    }

    /** The folder itself, or the first of {@code -2}, {@code -3} and so on that doesn't exist. */
    private static Path unused(Path wanted) {
        Path output = wanted;
        for (int i = 2; Files.exists(output); i++) {
            output = wanted.resolveSibling(wanted.getFileName() + "-" + i);
        }
        return output;
    }
}
