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
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.realmferry.ExitStatus;
import org.realmferry.cli.Main;

/**
 * A whole move: a sample server, its export, an import into a second server, both with the commands a user would type, and
 * the comparison of the two servers.
 */
public final class Demo {
    private static final String USAGE = "usage: demo [--messages N] [--output DIR]";
    private static final long SEED = 20250331;
    private static final String OLD = "old";
    private static final String NEW = "new";

    private final PrintWriter out;
    private final PrintWriter err;

    private Demo(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) throws IOException, SQLException {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    /** Runs the demo; gives the exit status. */
    static int run(PrintWriter out, PrintWriter err, String... args) throws IOException, SQLException {
        try {
            return new Demo(out, err).run(Options.parse(args));
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(USAGE);
            return ExitStatus.COMMAND_LINE.code();
        }
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
        Path folder = Files.createTempDirectory("demo");
        try (EmbeddedServer server = EmbeddedServer.start()) {
            Path salt = Files.writeString(folder.resolve("avatar-salt"), SampleServer.AVATAR_SALT + "\n");
            out.println("Making a sample Zulip server of " + options.size().messages() + " messages ...");
            Path uploads = makeServer(server, folder, OLD, (connection, files) -> {
                SampleServer sample = SampleServer.create(connection, files, options.size(), SEED);
                describe(sample);
            });
            Path output = unused(options.output());
            int status = run(
                    "export", server.uri(OLD), uploads, salt, List.of("--all-realms", "--output", output.toString()));
            if (status > ExitStatus.FINDINGS.code()) {
                out.println(
                        "The export failed with exit status " + status + "; what there is of it is in " + output + ".");
                return status;
            }
            out.println("Making a second server, which has no realm but that of the system bots ...");
            out.println();
            Path moved = makeServer(
                    server, folder, NEW, (connection, files) -> SampleServer.createEmpty(connection, files, SEED + 1));
            Path importing = unused(Path.of(output + "-import"));
            status = run(
                    "import " + output,
                    server.uri(NEW),
                    moved,
                    salt,
                    List.of("--allow-reserved-subdomain", "--output", importing.toString()));
            if (status > ExitStatus.FINDINGS.code()) {
                out.println("The import failed with exit status " + status + "; what there is of it is in " + importing
                        + ".");
                return status;
            }
            return prove(server, output, importing, List.of(uploads, moved)) ? status : ExitStatus.INTERNAL.code();
        } finally {
            Folders.delete(folder);
        }
    }

    /** Fills a database and an uploads folder. */
    @FunctionalInterface
    private interface Filling {
        void fill(Connection connection, Path uploads) throws SQLException;
    }

    private static Path makeServer(EmbeddedServer server, Path folder, String name, Filling filling)
            throws IOException, SQLException {
        server.createDatabase(name);
        Path uploads = Files.createDirectories(folder.resolve(name).resolve("uploads"));
        Files.createDirectories(uploads.resolve("files"));
        Files.createDirectories(uploads.resolve("avatars"));
        try (Connection connection = server.connect(name)) {
            filling.fill(connection, uploads);
            Zulip12.upgrade(connection);
        }
        return uploads;
    }

    private boolean prove(EmbeddedServer server, Path output, Path importing, List<Path> uploads)
            throws IOException, SQLException {
        boolean same;
        try (Connection old = server.connect(OLD);
                Connection moved = server.connect(NEW)) {
            same = new DemoProof(
                            new DemoProof.Side(old, uploads.get(0)),
                            new DemoProof.Side(moved, uploads.get(1)),
                            importing,
                            out)
                    .print();
        }
        out.println();
        out.println("Both servers are gone. The archives are in " + output + ", with report.html; the maps");
        out.println("of ids and the journal of the import are in " + importing + ".");
        return same;
    }

    private void describe(SampleServer server) {
        out.printf("%n  %-14s %8s %10s %8s%n", "realm", "users", "messages", "files");
        server.realms()
                .forEach(realm -> out.printf(
                        "  %-14s %,8d %,10d %,8d%n",
                        realm.subdomain(), realm.users(), realm.messages(), realm.files()));
        out.println();
    }

    /** Runs a command as a user would type it. */
    private int run(String words, String uri, Path uploads, Path salt, List<String> options) {
        List<String> command = new ArrayList<>(List.of(words.split(" ")));
        command.addAll(
                List.of("--database", uri, "--uploads", uploads.toString(), "--avatar-salt-file", salt.toString()));
        command.addAll(options);
        out.println("$ realmferry " + String.join(" ", command).replace(" --", " \\\n      --"));
        out.println();
        int status = Main.run(out, err, command.toArray(String[]::new));
        out.println();
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
