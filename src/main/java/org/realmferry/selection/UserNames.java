/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an approved-transfer list may call the users of a realm: by id, or by e-mail in any case. */
public final class UserNames {
    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

    /** No number, nothing that a spreadsheet takes for a formula, no blanks or line breaks. */
    private static final Pattern PLAIN = Pattern.compile("(?![=+@-])(?=.*[^0-9])[^\\s\\p{Cntrl}]+");

    private final Map<Long, RealmUser> ids = new HashMap<>();
    private final Map<String, List<RealmUser>> deliveryEmails;
    private final Map<String, List<RealmUser>> emails;

    public UserNames(Collection<RealmUser> users) {
        users.forEach(user -> ids.put(user.id(), user));
        deliveryEmails = by(RealmUser::deliveryEmail, users);
        emails = by(RealmUser::email, users);
    }

    private static Map<String, List<RealmUser>> by(Function<RealmUser, String> email, Collection<RealmUser> users) {
        return users.stream().collect(Collectors.groupingBy(user -> folded(email.apply(user))));
    }

    public static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Those who answer to a name: an id wins over an e-mail, the address of delivery over the other one. */
    public List<RealmUser> called(String name) {
        if (ID.matcher(name).matches() && ids.containsKey(Long.valueOf(name))) {
            return List.of(ids.get(Long.valueOf(name)));
        }
        String email = folded(name);
        return deliveryEmails.getOrDefault(email, emails.getOrDefault(email, List.of()));
    }

    /** Whether any user answers to a name. */
    public boolean isKnown(String name) {
        return !called(name).isEmpty();
    }

    /** What a list calls a user: the address of delivery, or the id where that address would not lead back. */
    public String nameOf(RealmUser user) {
        String email = user.deliveryEmail();
        return PLAIN.matcher(email).matches() && called(email).equals(List.of(user)) ? email : Long.toString(user.id());
    }
}
