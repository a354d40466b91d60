/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection.approvals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.realmferry.Checksum;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.selection.ListFile;
import org.realmferry.selection.approvals.Approvals.Line;

/** Reads an approved-transfer list: CSV as in RFC 4180, in UTF-8, with or without a byte order mark. */
final class ApprovalsReader {
    private static final String REMEDY = "Correct the file, as CSV in UTF-8 separated by commas, with the columns "
            + headers(ApprovalsColumn.REQUIRED) + ". `realmferry approvals init` writes one to start with.";

    private final Map<ApprovalsColumn, Integer> columns = new EnumMap<>(ApprovalsColumn.class);
    private final List<Line> lines = new ArrayList<>();
    private final List<Line> undecided = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /** How many cells the header has; 0 until it is read. */
    private int width;

    private ApprovalsReader() {}

    static Approvals read(Path file, Consumer<Failure> wrong) {
        byte[] bytes = ListFile.bytes(
                file,
                "the approval list",
                "Give a file that this user can read. `realmferry approvals init` writes one to start with.");
        ApprovalsReader reader = new ApprovalsReader();
        reader.readBytes(bytes);
        if (!reader.problems.isEmpty()) {
            List<String> problems = reader.problems.stream()
                    .map(problem -> file + ", " + problem)
                    .toList();
            wrong.accept(new Failure(ExitStatus.COMMAND_LINE, problems, REMEDY, null));
        }
        return new Approvals(Checksum.of(bytes), reader.lines, reader.undecided);
    }

    private void readBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        if (StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError()) {
            long line = 1
                    + new String(bytes, 0, in.position(), StandardCharsets.UTF_8)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            problem(line, "the text is not valid UTF-8");
            return;
        }
        String text = out.flip().toString();
        readText(ListFile.withoutMark(text));
    }

    private void readText(String text) {
        long line = 1 + text.lines().takeWhile(String::isBlank).count();
        String header = text.lines().skip(line - 1).findFirst().orElse("");
        if (header.isEmpty()) {
            problem(1, "the file is empty: it has no header");
        } else if (!header.contains(",") && (header.contains(";") || header.contains("\t"))) {
            String separator = header.contains(";") ? "semicolons" : "tabs";
            problem(line, "the header seems to be separated by " + separator + "; use commas");
        } else {
            readRecords(text);
        }
    }

    private void readRecords(String text) {
        long line = 1;
        try (CSVParser parser = CSVParser.parse(text, CSVFormat.RFC4180)) {
            for (Iterator<CSVRecord> records = parser.iterator(); records.hasNext(); ) {
                readRecord(line, records.next());
                line = parser.getCurrentLineNumber() + 1;
            }
        } catch (IOException | UncheckedIOException e) {
            problem(
                    line,
                    "unbalanced quotes: a quoted cell ends with a quote before a comma or the end of the line, and"
                            + " doubles each quote inside; the rest was not read");
        }
    }

    private void readRecord(long line, CSVRecord cells) {
        if (cells.size() == 1 && cells.get(0).isBlank()) {
            return;
        }
        if (width == 0) {
            readHeader(line, cells);
        } else if (cells.size() != width) {
            problem(line, "there are " + cells.size() + " cells where the header has " + width);
        } else {
            readLine(line, cells);
        }
    }

    private void readHeader(long line, CSVRecord header) {
        width = header.size();
        List<String> unknown = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            String name = header.get(i).strip();
            Optional<ApprovalsColumn> column = ApprovalsColumn.of(name);
            if (column.isEmpty()) {
                unknown.add("\"" + name + "\"");
            } else if (columns.putIfAbsent(column.get(), i) != null) {
                problem(line, "the column " + column.get().header() + " is duplicated");
            }
        }
        if (!unknown.isEmpty()) {
            problem(
                    line,
                    "unknown columns: " + String.join(", ", unknown) + "; allowed are "
                            + headers(List.of(ApprovalsColumn.values())));
        }
        ApprovalsColumn.REQUIRED.stream()
                .filter(column -> !columns.containsKey(column))
                .forEach(column -> problem(line, "the column " + column.header() + " is missing"));
    }

    private void readLine(long line, CSVRecord cells) {
        Optional<String> realm = cell(cells, ApprovalsColumn.REALM);
        Optional<String> user = cell(cells, ApprovalsColumn.USER);
        Optional<String> word = cell(cells, ApprovalsColumn.DECISION);
        Optional<TransferDecision> decision = word.flatMap(TransferDecision::of);
        if (user.filter(String::isEmpty).isPresent()) {
            problem(line, "the user is empty");
        }
        if (word.isPresent() && decision.isEmpty()) {
            problem(line, "\"" + word.get() + "\" is not a decision; use approved, denied or pending");
        }
        if (realm.isPresent() && user.filter(name -> !name.isEmpty()).isPresent()) {
            (decision.isPresent() ? lines : undecided)
                    .add(new Line(line, realm.get(), user.get(), decision.orElse(TransferDecision.PENDING)));
        }
    }

    /** The text of a cell; empty where the file doesn't have the column. */
    private Optional<String> cell(CSVRecord cells, ApprovalsColumn column) {
        return Optional.ofNullable(columns.get(column)).map(cells::get).map(String::strip);
    }

    private void problem(long line, String sentence) {
        problems.add("line " + line + ": " + sentence);
    }

    private static String headers(Collection<ApprovalsColumn> columns) {
        return columns.stream().map(ApprovalsColumn::header).collect(Collectors.joining(", "));
    }
}
