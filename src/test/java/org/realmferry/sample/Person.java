/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

/**
 * Somebody with an account: a human, a bot or a mirror dummy.
 *
 * @param recipient the id of the account's own recipient, for direct messages to it
 */
record Person(long id, long recipient, long realm, Kind kind, boolean active, String email, String fullName) {
    enum Kind {
        HUMAN,
        BOT,
        MIRROR_DUMMY
    }

    boolean isHuman() {
        return kind == Kind.HUMAN;
    }

    boolean isActiveHuman() {
        return isHuman() && active;
    }

    /** A mirror dummy only stands for somebody elsewhere: no copy of a message reaches it. */
    boolean receives() {
        return kind != Kind.MIRROR_DUMMY;
    }
}
