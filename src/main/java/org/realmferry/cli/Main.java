/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.cli.command.CommandLineErrors;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.StandardOutput;
import org.realmferry.cli.output.Terminal;
import picocli.CommandLine;

/** The program. */
public final class Main {
    private Main() {}

    /** Runs a command line and ends the process with its exit status. */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        Charset charset = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
        StandardOutput standard = new StandardOutput();
        PrintWriter out = new PrintWriter(standard, true, charset);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, charset);
        int status = run(new Console(out, err, Terminal.of(System.getenv(), charset)), System.getenv(), args);
        err.flush();
        if (out.checkError() && !standard.isLeft() && status <= ExitStatus.FINDINGS.code()) {
            err.println("realmferry: can't write standard output; the report is in the run directory.");
            status = ExitStatus.TARGET.code();
        }
        System.exit(status);
    }

    /** Runs a command line within this process; gives its exit status. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return run(new Console(out, err, Terminal.of(System.getenv(), StandardCharsets.UTF_8)), System.getenv(), args);
    }

    /**
     * Runs a command line within this process.
     *
     * @param environment what stands for the process's environment
     */
    public static int run(Console console, Map<String, String> environment, String... args) {
        if (!System.getProperty("sun.jnu.encoding", "UTF-8").equals("UTF-8")) {
            return console.fail(
                    new Failure(
                            ExitStatus.CONFIGURATION,
                            "in this locale Java can't use all file names of Zulip's users",
                            "Set LC_ALL=C.UTF-8, or use the launcher, which sets it."),
                    asksForJson(args));
        }
        CommandLine line = new CommandLine(new RealmferryCommand(), new Commands(console, environment));
        RealmferryCommand.commands(args).forEach(line::addSubcommand);
        line.setOut(console.out())
                .setErr(console.err())
                .setUsageHelpWidth(console.terminal().helpWidth())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, words) -> console.fail(
                        new Failure(
                                ExitStatus.COMMAND_LINE,
                                CommandLineErrors.texts(e).distinct().toList(),
                                "See: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help",
                                e),
                        asksForJson(args)))
                .setExecutionExceptionHandler((e, l, parsed) -> console.fail(failure(e), asksForJson(args)));
        collectErrors(line);
        try {
            return line.execute(args);
        } catch (Error e) {
            return console.fail(failure(new IllegalStateException(e)), asksForJson(args));
        }
    }

    /** A command without subcommands tells all errors at once, with what else is wrong. */
    private static void collectErrors(CommandLine line) {
        line.getSubcommands().values().forEach(Main::collectErrors);
        line.getCommandSpec().parser().collectErrors(line.getSubcommands().isEmpty());
    }

    private static boolean asksForJson(String... args) {
        return List.of(args).contains("--json");
    }

    private static Failure failure(Exception e) {
        if (e instanceof Failure failure) {
            return failure;
        }
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace, true));
        return new Failure(
                ExitStatus.INTERNAL,
                "internal error: " + trace.toString().strip(),
                "This is a bug; please report it with the text above.",
                e);
    }
}
