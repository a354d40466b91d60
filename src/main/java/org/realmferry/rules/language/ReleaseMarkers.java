/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules.language;

/**
 * By what the rules tell how the exporter of an older release goes about: a table or column that came with the release
 * whose exporter was the first to do it like that. All else that differs between releases follows from the tables and
 * columns themselves.
 */
public final class ReleaseMarkers {
    /** 1.7: pictures of users are named by their ids, not by their addresses. */
    public static final String AVATARS_BY_ID = "zerver_userprofile.long_term_idle";

    /**
     * 1.9: profile fields, groups, data of bots, reactions, the log and others are exported, and custom emoji as files.
     * Before it, tables of these leave nothing.
     */
    public static final String MORE_TABLES = "zerver_userprofile.delivery_email";

    /** 2.0: analytics.json. */
    public static final String ANALYTICS = "zerver_userstatus";

    /** 2.1: roles in place of administrators; what people are subscribed to has more settings. */
    public static final String ROLES = "zerver_userprofile.role";

    /** 3.0: icons as files. All channels leave, with all of their subscriptions; owners beside administrators. */
    public static final String ALL_CHANNELS = "zerver_alertword";

    /**
     * 5.0: statuses and muted users leave; the log by realm and not by user; the search index with each message;
     * attachments' files only where the rows leave.
     */
    public static final String SORTED_TABLES = "zerver_realmuserdefault";

    /** 6.0: messages name their realm; in consent mode, protected history counts. */
    public static final String REALM_OF_MESSAGES = "zerver_message.realm_id";

    /** 7.0: scheduled messages leave; system bots that live in the realm don't leave as its users. */
    public static final String SCHEDULED_MESSAGES = "zerver_attachment_scheduled_messages";

    /** 8: flags of usermessages tell mentions of channels, topics and groups apart. */
    public static final String TOPIC_MENTIONS = "zerver_realm.can_access_all_users_group_id";

    /** 9: pictures of users are named by their version, too. */
    public static final String VERSIONED_AVATARS = "zerver_namedusergroup";

    /**
     * 10: consent by a setting, not by a reaction; migration_status.json; only clients that rows name; the rows of mirror
     * dummies, and the originals of emoji, too.
     */
    public static final String CONSENT_SETTING = "zerver_userprofile.allow_private_data_export";

    /** 11.0: channel folders, views and external ids leave; archives say what they were imported from. */
    public static final String CHANNEL_FOLDERS = "zerver_channelfolder";

    /** 12-dev: groups with system bots and votes leave; records of files name no addresses. */
    public static final String API_STATE = "zerver_userprofile.third_party_api_state";

    /** 12.0: all direct messages are in groups. */
    public static final String NO_PERSONAL_RECIPIENTS = "zerver_userprofile.is_deleted";

    private ReleaseMarkers() {}
}
