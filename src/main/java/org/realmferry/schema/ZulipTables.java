/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.schema;

/**
 * Names of the tables that several packages deal with, in the database and in archives. The files of rules have names as
 * literals, as they are declarations; so has the audit, which shares nothing with the export.
 */
public final class ZulipTables {
    public static final String MESSAGES = "zerver_message";
    public static final String USER_MESSAGES = "zerver_usermessage";
    public static final String USERS = "zerver_userprofile";
    /** In archives only: users without an account of their own, apart from the other users. */
    public static final String MIRROR_DUMMIES = "zerver_userprofile_mirrordummy";
    /** In archives only: the system bots, which are users of another realm. */
    public static final String SYSTEM_BOTS = "zerver_userprofile_crossrealm";

    public static final String REALMS = "zerver_realm";
    public static final String RECIPIENTS = "zerver_recipient";
    public static final String ATTACHMENTS = "zerver_attachment";
    public static final String CHANNELS = "zerver_stream";
    public static final String SUBSCRIPTIONS = "zerver_subscription";
    public static final String AUDIT_LOG = "zerver_realmauditlog";
    public static final String EMOJI = "zerver_realmemoji";
    public static final String DIRECT_MESSAGE_GROUPS = "zerver_huddle";
    public static final String CLIENTS = "zerver_client";
    public static final String USER_ACTIVITY = "zerver_useractivity";
    public static final String USER_GROUPS = "zerver_usergroup";

    private ZulipTables() {}
}
