/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.ClosingFiles;
import org.realmferry.archive.Damage;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.disk.AtomicFile;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.Input;
import org.realmferry.input.InputManifest;
import org.realmferry.input.Release;
import org.realmferry.merge.decide.MergeTask;
import org.realmferry.selection.ApprovedUsers;
import org.realmferry.selection.ConsentRules;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Scope;
import org.realmferry.selection.SingleUser;
import org.realmferry.selection.Unapproved;

/** The end of a merged archive: whose private data is in it, its release, and the manifest. */
final class ClosedArchive {
    private final MergeInputs inputs;
    private final MergeTask merging;
    private final ArchiveLayout layout;
    private final String tool;

    ClosedArchive(MergeInputs inputs, MergeTask merging, ArchiveLayout layout, String tool) {
        this.inputs = inputs;
        this.merging = merging;
        this.layout = layout;
        this.tool = tool;
    }

    /** Adds the last files to those that there are. */
    void close(List<Manifest.Entry> entries) {
        if (merging.mode() == Mode.CONSENT) {
            entries.add(ClosingFiles.consentedUsers(layout, merging.consenting().stream()));
        }
        migrationStatus().ifPresent(entries::add);
        entries.add(
                inputs.anyHas(ArchiveLayout::statsForPeople)
                        ? ClosingFiles.statsForPeople(layout, entries)
                        : ClosingFiles.stats(layout, entries));
        Scope scope = new Scope(inputs.realm(), merging.mode(), approved(), false, ConsentRules.strict());
        Manifest manifest = new Manifest(
                tool,
                new Manifest.Origin(
                        inputs.release().map(Release::version).orElse(""),
                        inputs.release().map(Release::lastMigration).orElse(""),
                        server()),
                scope,
                merging.inputs().stream().map(ClosedArchive::input).toList(),
                entries);
        entries.add(ClosingFiles.manifest(layout, manifest));
    }

    /** That of the inputs; none where they tell different ones, as before and after a restore. */
    private Optional<String> server() {
        List<String> servers = merging.inputs().stream()
                .flatMap(input ->
                        input.manifest().flatMap(manifest -> manifest.head().server()).stream())
                .distinct()
                .toList();
        return servers.size() == 1 ? Optional.of(servers.get(0)) : Optional.empty();
    }

    private static Manifest.MergedInput input(Input input) {
        return new Manifest.MergedInput(
                input.sha256(),
                input.manifest().isPresent(),
                input.isOfRealm() ? input.mode().label() : SingleUser.MODE,
                input.user(),
                input.taken().time().toString());
    }

    /** The bytes of an input's: one of this program's, where there is one. */
    private Optional<Manifest.Entry> migrationStatus() {
        return inputs.locations().stream()
                .filter(location -> !location.isOfUser()
                        && Files.isRegularFile(location.layout().migrationStatus()))
                .max(Comparator.comparing((ArchiveLocation location) ->
                                location.manifest().isPresent())
                        .thenComparing(location ->
                                location.manifest().map(InputManifest::sha256).orElse("")))
                .map(location -> {
                    try (AtomicFile file = AtomicFile.create(layout.migrationStatus())) {
                        byte[] bytes = Files.readAllBytes(location.layout().migrationStatus());
                        file.write(bytes, 0, bytes.length);
                        return Manifest.Entry.of(layout.name(layout.migrationStatus()), file.commit());
                    } catch (IOException e) {
                        throw Damage.of(location.layout().migrationStatus(), e);
                    }
                });
    }

    /** The lists by which the inputs were made, together; none where users' own settings decided for any. */
    private Optional<ApprovedUsers> approved() {
        if (merging.mode() != Mode.CONSENT) {
            return Optional.empty();
        }
        List<ApprovedUsers> lists = merging.inputs().stream()
                .map(Input::manifest)
                .flatMap(Optional::stream)
                .map(manifest -> manifest.head().approvals())
                .flatMap(Optional::stream)
                .toList();
        long consents = merging.inputs().stream()
                .filter(input -> input.isOfRealm() && input.mode() == Mode.CONSENT)
                .count();
        if (lists.isEmpty() || lists.size() < consents) {
            return Optional.empty();
        }
        Set<Long> ids = new HashSet<>();
        lists.forEach(list -> ids.addAll(list.ids()));
        merging.inputs().forEach(input -> input.user().ifPresent(ids::add));
        List<String> sums = lists.stream().map(ApprovedUsers::sha256).distinct().toList();
        boolean omits = lists.stream().allMatch(list -> list.unapproved() == Unapproved.OMIT);
        return Optional.of(new ApprovedUsers(
                sums.size() == 1 ? sums.get(0) : "", omits ? Unapproved.OMIT : Unapproved.PLACEHOLDER, ids));
    }
}
