/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

/** The keys of the manifest's JSON (docs/format.md). */
final class ManifestKeys {
    static final String FORMAT = "format";
    static final String TOOL = "tool";
    static final String ZULIP_VERSION = "zulip_version";
    static final String LAST_MIGRATION = "last_migration";
    static final String SERVER = "server";
    static final String MODE = "mode";
    static final String REALM = "realm";
    static final String USER = "user";
    static final String ID = "id";
    static final String STRING_ID = "string_id";
    static final String APPROVALS = "approvals";
    static final String UNAPPROVED = "unapproved";
    static final String USER_IDS = "user_ids";
    static final String CONSENT_RULES = "consent_rules";
    static final String CONSENT_MESSAGE = "consent_message";
    static final String INPUTS = "inputs";
    static final String MANIFEST_SHA256 = "manifest_sha256";
    static final String ROWS_SHA256 = "rows_sha256";
    static final String USER_ID = "user_id";
    static final String TAKEN = "taken";
    static final String FILES = "files";
    static final String PATH = "path";
    static final String BYTES = "bytes";
    static final String SHA256 = "sha256";
    static final String ROWS = "rows";
    static final String FIRST_MESSAGE = "first_message";
    static final String LAST_MESSAGE = "last_message";
    static final String SOURCES = "sources";

    private ManifestKeys() {}
}
