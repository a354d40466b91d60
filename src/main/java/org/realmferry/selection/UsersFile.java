/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.selection.UserSelection.Named;

/**
 * A file of single users, in UTF-8: {@code REALM:EMAIL} a line, or CSV as in RFC 4180 with the columns {@code realm} and
 * {@code user}. Blank lines and those that begin with {@code #} say nothing.
 */
public final class UsersFile {
    private static final String REMEDY =
            "Correct the file: one REALM:EMAIL per line, or CSV with the header realm,user; in UTF-8.";

    private final Path file;
    private final List<Named> names = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private UsersFile(Path file) {
        this.file = file;
    }

    /**
     * Reads as many names as can be read. Fails with {@code COMMAND_LINE} where the file can't be.
     *
     * @param wrong takes everything that is wrong with the file's form
     */
    public static List<Named> read(Path path, Consumer<Failure> wrong) {
        UsersFile file = new UsersFile(path);
        file.readText(file.text());
        if (file.names.isEmpty() && file.problems.isEmpty()) {
            file.problems.add(path + " names no user");
        }
        if (!file.problems.isEmpty()) {
            wrong.accept(new Failure(ExitStatus.COMMAND_LINE, file.problems, REMEDY, null));
        }
        return file.names;
    }

    /** A user as {@code REALM:EMAIL}; empty where the text is none. */
    public static Optional<Named> parse(String origin, String text) {
        int colon = text.indexOf(':');
        return colon < 0 || colon == text.length() - 1
                ? Optional.empty()
                : Optional.of(new Named(
                        origin,
                        text.substring(0, colon).strip(),
                        text.substring(colon + 1).strip()));
    }

    private String text() {
        byte[] bytes = ListFile.bytes(file, "--users", "Give a file that this user can read.");
        try {
            return ListFile.withoutMark(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new Failure(ExitStatus.COMMAND_LINE, file + " is not in UTF-8", REMEDY, e);
        }
    }

    private void readText(String text) {
        String first = text.lines().filter(UsersFile::says).findFirst().orElse("");
        if (first.contains(":") || !first.contains(",")) {
            long number = 1;
            for (String line : text.lines().toList()) {
                if (says(line)) {
                    add(number, parse(origin(number), line.strip()), "is not REALM:EMAIL");
                }
                number++;
            }
        } else {
            readCsv(text);
        }
    }

    private static boolean says(String line) {
        return !line.isBlank() && !line.startsWith("#");
    }

    private void readCsv(String text) {
        CSVFormat format = CSVFormat.RFC4180.builder().setCommentMarker('#').get();
        long number = 1;
        List<String> header = List.of();
        try (CSVParser parser = CSVParser.parse(text, format)) {
            for (Iterator<CSVRecord> records = parser.iterator(); records.hasNext(); ) {
                CSVRecord cells = records.next();
                number = parser.getCurrentLineNumber();
                List<String> line = cells.stream().map(String::strip).toList();
                if (line.stream().allMatch(String::isEmpty)) {
                    continue;
                }
                if (header.isEmpty()) {
                    header = line.stream()
                            .map(cell -> cell.toLowerCase(Locale.ROOT))
                            .toList();
                    if (header.size() != 2 || !Set.copyOf(header).equals(Set.of("realm", "user"))) {
                        problems.add(origin(number) + ": the header is not realm,user");
                        return;
                    }
                } else {
                    add(number, cells(number, header, line), "has no realm and user");
                }
            }
        } catch (IOException | UncheckedIOException e) {
            problems.add(origin(number) + ": not valid CSV: " + e.getMessage());
        }
    }

    private Optional<Named> cells(long number, List<String> header, List<String> line) {
        if (line.size() != header.size() || line.get(header.indexOf("user")).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Named(origin(number), line.get(header.indexOf("realm")), line.get(header.indexOf("user"))));
    }

    private void add(long number, Optional<Named> name, String otherwise) {
        name.ifPresentOrElse(names::add, () -> problems.add(origin(number) + " " + otherwise));
    }

    private String origin(long number) {
        return file + ", line " + number;
    }
}
