/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import org.realmferry.input.Fields;

/** The numbers of a row of {@code zerver_usermessage}: of these rows there are far more than of all others. */
final class UserMessage {
    private static final byte[] MESSAGE = Fields.name("message");
    private static final byte[] USER = Fields.name("user_profile");
    private static final int FIELDS = 3;

    private long id;
    private long message;
    private long user;

    /** Reads a row whose values are all whole numbers, none below 0, as fast as can be; any other field by field. */
    void read(byte[] data, int start, int end) {
        int at = start + 1;
        int found = 0;
        while (at < end - 1 && data[at] == '"') {
            byte first = data[at + 1];
            do {
                at++;
            } while (at < end && data[at] != '"');
            at += 2;
            int digits = at;
            long value = 0;
            while (at < end && data[at] >= '0' && data[at] <= '9') {
                value = value * 10 + (data[at++] - '0');
            }
            if (at == digits) {
                break;
            }
            found += take(first, value);
            at++;
        }
        if (at < end || found != FIELDS) {
            slowly(data, start, end);
        }
    }

    /** The first letter tells the fields apart: id, message, user_profile; flags_mask doesn't matter. */
    private int take(byte letter, long value) {
        switch (letter) {
            case 'i' -> id = value;
            case 'm' -> message = value;
            case 'u' -> user = value;
            default -> {
                return 0;
            }
        }
        return 1;
    }

    private void slowly(byte[] data, int start, int end) {
        id = Fields.id(data, start, end);
        message = Fields.number(data, start, end, MESSAGE);
        user = Fields.number(data, start, end, USER);
    }

    long id() {
        return id;
    }

    long message() {
        return message;
    }

    long user() {
        return user;
    }
}
