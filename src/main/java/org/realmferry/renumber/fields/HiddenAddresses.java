/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.fields;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.realmferry.archive.JsonBytes;
import org.realmferry.input.Fields;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.fields.FieldMapper.Value;
import org.realmferry.renumber.fields.Repairs.Repair;
import org.realmferry.schema.ZulipTables;

/**
 * The addresses that Zulip shows of users who hide theirs: {@code user66@zulip.example}, with the user's id and the host of
 * the realm. An address of that form which is the user's true one stays.
 *
 * @param host that of the realm on its new server; empty where it stays
 */
record HiddenAddresses(NewIds ids, Optional<String> host, Repairs repairs) implements FieldMapper {
    static final String FIELD = "email";
    private static final Pattern HIDDEN = Pattern.compile("user([0-9]{1,17})@([^@]+)");
    private static final byte[] TRUE_ADDRESS = Fields.name("delivery_email");

    @Override
    public boolean write(Value value, JsonBytes out) {
        if (value.end() - value.start() < 8 || value.data()[value.start() + 1] != 'u') {
            return false;
        }
        String old = JsonValues.decoded(value);
        Matcher hidden = HIDDEN.matcher(old);
        long user = Fields.id(value.data(), value.rowStart(), value.rowEnd());
        String other = value.other(TRUE_ADDRESS);
        if (!hidden.matches() || Long.parseLong(hidden.group(1)) != user || other.isEmpty() || other.equals(old)) {
            return false;
        }
        String address = "user" + ids.of(ZulipTables.USERS).reference(user) + "@" + host.orElse(hidden.group(2));
        if (!address.equals(old)) {
            repairs.count(Repair.HIDDEN_ADDRESSES);
        }
        return FieldMapper.text(old, address, out);
    }
}
