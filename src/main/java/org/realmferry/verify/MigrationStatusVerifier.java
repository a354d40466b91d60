/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.realmferry.archive.RowFileReader;

/** {@code migration_status.json}, by which an importer tells whether it is of the same release. */
final class MigrationStatusVerifier {
    static final String FILE = "migration_status.json";

    private MigrationStatusVerifier() {}

    static void check(RowFileReader json) throws IOException {
        boolean migrations = false;
        boolean version = false;
        json.beginObject();
        while (json.nextMember()) {
            switch (json.member()) {
                case "migrations_by_app" -> migrations = json.parser().hasToken(JsonToken.START_OBJECT);
                case "zulip_version" -> version = json.parser().hasToken(JsonToken.VALUE_STRING);
                default -> {}
            }
            json.parser().skipChildren();
        }
        if (!migrations || !version) {
            throw json.wrong("it has no migrations_by_app, or no zulip_version");
        }
    }
}
