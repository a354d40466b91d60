/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.realmferry.audit.scope.Audience;
import org.realmferry.audit.scope.People;

/** Where others leave no trace, no text that isn't an approved person's mentions them. */
final class MentionCheck {
    private static final Pattern MENTION =
            Pattern.compile("data-user-id=\"([0-9]{1,18})\"|\\*\\*[^*]*\\|([0-9]{1,18})\\*\\*");

    private final People people;
    private final Audience audience;

    MentionCheck(People people, Audience audience) {
        this.people = people;
        this.audience = audience;
    }

    void of(String text, Consumer<String> why) {
        Set<Long> unapproved = new TreeSet<>();
        for (Matcher mention = MENTION.matcher(text); mention.find(); ) {
            long user = Long.parseLong(mention.group(1) != null ? mention.group(1) : mention.group(2));
            if (!audience.has(user) && !people.isSystemBot(user)) {
                unapproved.add(user);
            }
        }
        unapproved.forEach(user -> why.accept("it mentions the user " + user + ", who is not approved"));
    }
}
