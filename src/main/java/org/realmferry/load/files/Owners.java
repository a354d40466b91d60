/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

/** Whose files they are, on the server that they come to. */
public interface Owners {
    /**
     * A user there.
     *
     * @param id the new one
     * @param email the address
     * @param avatarVersion as the row has it
     * @param hasPicture whether pictures of the archive are the user's: those of system bots the server has itself
     */
    record Owner(long id, String email, long avatarVersion, boolean hasPicture) {}

    /** A user by the archive's id. */
    Owner of(long user);

    /** Who owns what names no user. */
    Owner first();
}
