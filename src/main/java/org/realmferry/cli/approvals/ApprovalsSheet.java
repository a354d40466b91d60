/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.approvals;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.realmferry.extract.messages.RealmAccount;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmUser;
import org.realmferry.selection.UserNames;
import org.realmferry.selection.approvals.ApprovalsColumn;
import org.realmferry.selection.approvals.TransferDecision;

/** An approved-transfer list on which nothing is decided yet, for a person to fill in with a spreadsheet. */
final class ApprovalsSheet {
    /** With what a cell begins that spreadsheets take for a formula. */
    private static final String FORMULAS = "=+-@\t\r";

    private final List<String> records = new ArrayList<>();

    ApprovalsSheet() {
        add(Stream.of(ApprovalsColumn.values()).map(ApprovalsColumn::header));
    }

    /** The file so far; a record may span lines. */
    List<String> records() {
        return List.copyOf(records);
    }

    /**
     * Adds the users of a realm: people, then those bots that have no owner in it, in order of their names. Any other bot
     * follows its owner, and a line of its own would keep it from that; only where bots own each other nobody decides for
     * them. Returns how many users were added.
     */
    int add(Realm realm, List<RealmAccount> accounts) {
        List<RealmUser> users = accounts.stream().map(RealmAccount::user).toList();
        UserNames names = new UserNames(users);
        Map<Long, RealmUser> byId = new HashMap<>();
        users.forEach(user -> byId.put(user.id(), user));
        List<RealmAccount> listed = accounts.stream()
                .filter(account -> !followsSomebody(account.user(), byId))
                .sorted(Comparator.comparing(
                                (RealmAccount account) -> account.user().bot())
                        .thenComparing(RealmAccount::fullName, String.CASE_INSENSITIVE_ORDER)
                        .thenComparing(account -> account.user().id()))
                .toList();
        listed.forEach(account -> add(Stream.of(ApprovalsColumn.values())
                .map(column -> column == ApprovalsColumn.USER
                        ? names.nameOf(account.user())
                        : safe(cell(column, realm, account, byId)))));
        return listed.size();
    }

    /** Whether an account is a bot with an owner in its realm, and isn't, over any number of owners, its own. */
    private static boolean followsSomebody(RealmUser user, Map<Long, RealmUser> users) {
        Set<Long> seen = new HashSet<>();
        Optional<RealmUser> owner = owner(user, users);
        while (owner.isPresent() && seen.add(owner.get().id())) {
            owner = owner(owner.get(), users);
        }
        return owner(user, users).isPresent() && !seen.contains(user.id());
    }

    private static Optional<RealmUser> owner(RealmUser user, Map<Long, RealmUser> users) {
        return user.bot() && user.botOwner().isPresent()
                ? Optional.ofNullable(users.get(user.botOwner().getAsLong()))
                : Optional.empty();
    }

    private void add(Stream<String> cells) {
        records.add(CSVFormat.RFC4180.format(cells.toArray()));
    }

    private static String cell(ApprovalsColumn column, Realm realm, RealmAccount account, Map<Long, RealmUser> users) {
        return switch (column) {
            case REALM -> realm.stringId().isEmpty() ? realm.folder() : realm.stringId();
            case DECISION -> TransferDecision.PENDING.word();
            case USER, DECIDED_AT, DECIDED_BY, NOTE -> "";
            case NAME -> account.fullName();
            case ROLE -> RealmAccount.roleName(account.role());
            case ACTIVE -> yesOrNo(account.active());
            case BOT -> bot(account.user(), users);
            case LAST_ACTIVITY ->
                account.lastActivity()
                        .map(time -> LocalDate.ofInstant(time, ZoneOffset.UTC).toString())
                        .orElse("");
            case CONSENT -> yesOrNo(account.consents());
        };
    }

    /** Nothing that a spreadsheet would compute, or a terminal obey. */
    private static String safe(String cell) {
        boolean formula = !cell.isEmpty() && FORMULAS.indexOf(cell.charAt(0)) >= 0;
        StringBuilder safe = new StringBuilder(formula ? "'" : "");
        cell.codePoints()
                .map(c -> Character.isISOControl(c) && "\t\r\n".indexOf(c) < 0 ? '?' : c)
                .forEach(safe::appendCodePoint);
        return safe.toString();
    }

    private static String yesOrNo(boolean value) {
        return value ? "yes" : "no";
    }

    private static String bot(RealmUser user, Map<Long, RealmUser> users) {
        if (!user.bot()) {
            return "";
        }
        return owner(user, users)
                .map(RealmUser::deliveryEmail)
                .filter(address -> !address.isEmpty())
                .orElse("yes");
    }
}
