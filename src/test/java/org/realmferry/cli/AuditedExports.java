/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;

/** Zulip's own exports, which are honest, copies to plant something into, and what an audit says of them. */
public final class AuditedExports {
    public static final String REALM_FILE = "realm.json";
    public static final String MESSAGES = "messages-000001.json";
    public static final String AVATARS = "avatars/records.json";

    /** A user of the realm zulip who did not consent. */
    public static final long UNAPPROVED = 6;

    private final RealServer real = RealServer.ofZulip11();
    private final Path folder;
    private final ArchiveCopies copies;
    private final Path consent;
    private final Path full;
    private final Path open;

    private AuditedExports(Path folder) throws IOException {
        this.folder = folder;
        copies = new ArchiveCopies(folder);
        consent = unpacked("zulip", "consent");
        full = unpacked("zulip", "full");
        open = unpacked("zulip", "public");
    }

    public static AuditedExports unpack(Path folder) throws IOException {
        return new AuditedExports(folder);
    }

    /** The one of all exports, copies and lists. */
    public Path folder() {
        return folder;
    }

    /** The consent export of the realm zulip. */
    public Path consent() {
        return consent;
    }

    /** The full export of the realm zulip. */
    public Path full() {
        return full;
    }

    /** The public export of the realm zulip. */
    public Path open() {
        return open;
    }

    public Path unpacked(String realm, String mode) throws IOException {
        return real.unpackExport(realm, mode, copies.next(realm + "-" + mode));
    }

    public Path copy(Path archive) throws IOException {
        return copies.copy(archive);
    }

    /** A copy of the consent export with one file changed. */
    public Path planted(String file, Consumer<Object> planting) throws IOException {
        return copies.edited(consent, file, planting);
    }

    /** Writes a list of approvals that names users by id. */
    public String approvals(String realm, Set<Long> users) throws IOException {
        StringBuilder lines = new StringBuilder("realm,user,decision\n");
        users.forEach(user -> lines.append(realm).append(',').append(user).append(",approved\n"));
        return Files.writeString(copies.next("list"), lines).toString();
    }

    public static Set<Long> consented(Path archive) throws IOException {
        return new TreeSet<>(ArchiveEdits.<Long>elements(Json.read(archive.resolve("consented_user_ids.json"))));
    }

    public static Ran audit(Path archive, String... options) {
        return Ran.command(Stream.concat(Stream.of("audit", archive.toString()), Stream.of(options))
                .toList());
    }

    public static void assertHonest(Ran ran) {
        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out()).contains("No exceptions: all data is public, belongs to an approved user");
    }

    /** Audits it with those approved who consented. */
    public Ran assertFound(Path archive, String... exceptions) throws IOException {
        Ran ran = audit(archive, "--approvals", approvals("zulip", consented(consent)));
        assertThat(ran.status()).as(ran.text()).isOne();
        assertThat(ran.out()).contains(exceptions);
        return ran;
    }

    public static void assertDamaged(Path archive, String problem) {
        Ran ran = audit(archive, "--mode", "public");
        assertThat(ran.status()).as(ran.text()).isEqualTo(6);
        assertThat(ran.err()).contains(problem);
    }
}
