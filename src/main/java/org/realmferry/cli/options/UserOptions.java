/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.realmferry.cli.command.Problems;
import org.realmferry.selection.UserSelection.Named;
import org.realmferry.selection.UsersFile;
import picocli.CommandLine.Option;

/** The options that name single users. */
public final class UserOptions {
    public static final String REMEDY = "Give REALM:EMAIL, or REALM:ID; the realm by its short name (string_id).";

    @Option(names = "--user", paramLabel = "REALM:EMAIL", description = "Single user to export; repeatable")
    private List<String> users = List.of();

    @Option(
            names = "--users",
            paramLabel = "FILE",
            description = "File of single users, one per line or CSV (realm,user)")
    private @Nullable Path file;

    public boolean given() {
        return !users.isEmpty() || file != null;
    }

    /** All users as they were named; what is no name is a problem. */
    public List<Named> names(Problems problems) {
        List<Named> names = new ArrayList<>();
        for (String user : users) {
            UsersFile.parse("--user " + user, user)
                    .ifPresentOrElse(names::add, () -> problems.add("--user " + user + " is not REALM:EMAIL", REMEDY));
        }
        Path path = file;
        if (path != null) {
            problems.unless(() -> UsersFile.read(path, problems::add)).ifPresent(names::addAll);
        }
        return names;
    }
}
