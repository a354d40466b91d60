/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.util.Map;

/** The settings that people and their realm's default for newcomers share, as a new Zulip server has them. */
final class SampleSettings {
    static final Map<String, Object> DEFAULTS = Map.ofEntries(
            Map.entry("default_language", "en"),
            Map.entry("web_home_view", "inbox"),
            Map.entry("web_escape_navigates_to_home_view", true),
            Map.entry("display_emoji_reaction_users", true),
            Map.entry("starred_message_counts", true),
            Map.entry("color_scheme", 1),
            Map.entry("web_font_size_px", 16),
            Map.entry("web_line_height_percent", 140),
            Map.entry("web_animate_image_previews", "on_hover"),
            Map.entry("demote_inactive_streams", 1),
            Map.entry("web_mark_read_on_scroll_policy", 1),
            Map.entry("web_channel_default_view", 1),
            Map.entry("emojiset", "google"),
            Map.entry("user_list_style", 3),
            Map.entry("web_stream_unreads_count_display_policy", 2),
            Map.entry("web_navigate_to_sent_message", true),
            Map.entry("email_notifications_batching_period_seconds", 120),
            Map.entry("notification_sound", "zulip"),
            Map.entry("wildcard_mentions_notify", true),
            Map.entry("enable_followed_topic_desktop_notifications", true),
            Map.entry("enable_followed_topic_email_notifications", true),
            Map.entry("enable_followed_topic_push_notifications", true),
            Map.entry("enable_followed_topic_audible_notifications", true),
            Map.entry("enable_followed_topic_wildcard_mentions_notify", true),
            Map.entry("enable_desktop_notifications", true),
            Map.entry("pm_content_in_desktop_notifications", true),
            Map.entry("enable_sounds", true),
            Map.entry("enable_offline_email_notifications", true),
            Map.entry("message_content_in_email_notifications", true),
            Map.entry("enable_offline_push_notifications", true),
            Map.entry("enable_online_push_notifications", true),
            Map.entry("desktop_icon_count_display", 1),
            Map.entry("enable_digest_emails", true),
            Map.entry("enable_login_emails", true),
            Map.entry("enable_marketing_emails", true),
            Map.entry("presence_enabled", true),
            Map.entry("realm_name_in_email_notifications_policy", 1),
            Map.entry("automatically_follow_topics_policy", 3),
            Map.entry("automatically_unmute_topics_in_muted_streams_policy", 2),
            Map.entry("automatically_follow_topics_where_mentioned", true),
            Map.entry("enable_drafts_synchronization", true),
            Map.entry("send_stream_typing_notifications", true),
            Map.entry("send_private_typing_notifications", true),
            Map.entry("send_read_receipts", true),
            Map.entry("receives_typing_notifications", true),
            Map.entry("email_address_visibility", 1),
            Map.entry("web_suggest_update_timezone", true));

    private SampleSettings() {}
}
