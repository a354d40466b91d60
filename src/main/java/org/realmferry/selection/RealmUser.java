/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import java.util.OptionalLong;

/**
 * An account of a realm, as far as it matters for who leaves.
 *
 * @param email the address that the realm's people see; it may be an invented one
 * @param deliveryEmail the address that mail goes to
 * @param botOwner the id of a bot's owner
 */
public record RealmUser(long id, String email, String deliveryEmail, boolean bot, OptionalLong botOwner) {}
