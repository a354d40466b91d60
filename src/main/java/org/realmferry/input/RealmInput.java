/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.realmferry.Checksum;
import org.realmferry.IdBitmap;
import org.realmferry.archive.Damage;
import org.realmferry.archive.disk.Written;
import org.realmferry.input.Input.MessagesFile;
import org.realmferry.input.Input.Rows;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Mode;

/** Opens a realm's archive: one with a manifest as it is, Zulip's own in the form of this program. */
public final class RealmInput {
    private static final List<String> TABLES = List.of("realm.json", "analytics.json", "attachment.json");
    private static final String CONSENTED = "consented_user_ids.json";

    /** Tables in which a public export has no row, and every other realm's has. */
    private static final Set<String> PRIVATE = Set.of(
            "zerver_alertword",
            ZulipTables.DIRECT_MESSAGE_GROUPS,
            ZulipTables.USER_ACTIVITY,
            "zerver_useractivityinterval",
            "zerver_usertopic",
            "zerver_userhotspot",
            "zerver_onboardingstep");

    /** A table of Zulip 11 and 12, and not of 10. */
    private static final String SINCE_11 = "zerver_channelfolder";

    private final ArchiveLocation location;
    private final Path work;
    private final Map<String, String> sums = new TreeMap<>();

    private RealmInput(ArchiveLocation location, Path work) {
        this.location = location;
        this.work = work;
    }

    /**
     * Opens it. Fails with {@code DAMAGED_ARCHIVE}.
     *
     * @param work where translations are kept
     */
    public static Input read(ArchiveLocation location, Path work) {
        return new RealmInput(location, work).read();
    }

    private Input read() {
        Rows rows = location.manifest().isPresent() ? asWritten() : translated();
        Mode mode = mode(rows);
        return new Input(
                location.name(),
                location.position(),
                location.layout(),
                Optional.empty(),
                mode,
                consenting(mode, rows),
                Snapshots.taken(location, rows),
                location.manifest()
                        .map(InputManifest::sha256)
                        .orElseGet(() -> Checksum.of(sums.toString().getBytes(StandardCharsets.UTF_8))),
                location.manifest(),
                rows);
    }

    private Rows asWritten() {
        Map<Path, Optional<Written>> tables = new LinkedHashMap<>();
        TABLES.stream()
                .filter(location::has)
                .forEach(name -> tables.put(location.layout().root().resolve(name), location.expected(name)));
        List<MessagesFile> messages = location.messageFiles().stream()
                .map(file -> new MessagesFile(
                        file, location.expected(location.layout().name(file))))
                .toList();
        return new Rows(true, LineForm.sections(tables), messages);
    }

    private Rows translated() {
        Map<Path, Optional<Written>> tables = new LinkedHashMap<>();
        for (String name : TABLES) {
            if (location.has(name)) {
                tables.put(translate(name), Optional.empty());
            }
        }
        List<MessagesFile> messages = new ArrayList<>();
        for (Path file : location.messageFiles()) {
            messages.add(new MessagesFile(translate(location.layout().name(file)), Optional.empty()));
        }
        return new Rows(false, LineForm.sections(tables), messages);
    }

    private Path translate(String name) {
        Path target = work.resolve("input-" + location.position()).resolve(name);
        Written original = LineForm.translate(location.layout().root().resolve(name), target, location.expected(name));
        sums.put(name, original.sha256());
        return target;
    }

    private Mode mode(Rows rows) {
        if (location.manifest().isPresent()) {
            String label = location.manifest().get().head().mode().orElse("");
            for (Mode mode : Mode.values()) {
                if (mode.label().equals(label)) {
                    return mode;
                }
            }
            throw Damage.of(
                    location.layout().manifest(),
                    "its mode is " + label + ", which is not a mode of a realm's archive");
        }
        if (location.has(CONSENTED)) {
            return Mode.CONSENT;
        }
        return Snapshots.ownExport(rows)
                .flatMap(RealmInput::type)
                .orElseGet(() -> PRIVATE.stream().allMatch(table -> count(rows, table) == 0) ? Mode.PUBLIC : Mode.FULL);
    }

    /** Zulip's numbers of the types of export. */
    private static Optional<Mode> type(Map<String, @Nullable Object> export) {
        int type = export.get("type") instanceof BigDecimal number ? number.intValue() : 0;
        return switch (type) {
            case 1 -> Optional.of(Mode.PUBLIC);
            case 2 -> Optional.of(Mode.CONSENT);
            case 3 -> Optional.of(Mode.FULL);
            default -> Optional.empty();
        };
    }

    private static long count(Rows rows, String table) {
        Input.@Nullable Section section = rows.tables().get(table);
        return section == null ? 0 : section.rows();
    }

    private IdBitmap consenting(Mode mode, Rows rows) {
        IdBitmap users = new IdBitmap();
        if (mode == Mode.CONSENT && location.has(CONSENTED)) {
            CheckedFile.read(location.layout().consentedUsers(), location.expected(CONSENTED), json -> {
                json.beginList("a list of ids");
                while (json.nextNumber("a list of ids")) {
                    users.addLong(json.parser().getLongValue());
                }
            });
        } else if (mode == Mode.CONSENT) {
            bySetting(rows, users);
        }
        return users;
    }

    /**
     * Zulip 10 and 12 write no list. Of 10, those active people consent who allow it; of 12, whoever allows it, and bots of
     * people who do.
     */
    private static void bySetting(Rows rows, IdBitmap users) {
        boolean strict = rows.tables().containsKey(SINCE_11);
        Map<Long, Long> owners = new TreeMap<>();
        Snapshots.each(rows, ZulipTables.USERS, lines -> {
            Map<String, @Nullable Object> user = Fields.parse(lines);
            long id = Fields.id(lines.data(), lines.start(), lines.end());
            if (Objects.equals(user.get("allow_private_data_export"), true)
                    && (strict || Objects.equals(user.get("is_active"), true))) {
                users.addLong(id);
            }
            if (strict
                    && Objects.equals(user.get("is_bot"), true)
                    && user.get("bot_owner") instanceof BigDecimal owner) {
                owners.put(id, owner.longValue());
            }
        });
        IdBitmap people = users.copy();
        owners.keySet().forEach(people::removeLong);
        owners.forEach((bot, owner) -> {
            if (people.contains(owner)) {
                users.addLong(bot);
            }
        });
    }
}
