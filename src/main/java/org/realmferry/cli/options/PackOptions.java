/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.realmferry.age.Recipients;
import org.realmferry.archive.PackFormat;
import org.realmferry.cli.command.Problems;
import org.realmferry.pack.PackChoice;
import picocli.CommandLine.Option;

/** The options that say what is made of each archive that is whole. */
public final class PackOptions {
    private static final String ENCRYPT_TO = "--encrypt-to";

    @Option(
            names = "--archive",
            paramLabel = "tar.gz|tar.zst",
            description = {
                "Also pack each archive into one file beside its folder, with a SHA-256 file.",
                "Default: folders only"
            })
    private @Nullable String archive;

    @Option(
            names = ENCRYPT_TO,
            paramLabel = "[REALM=]KEY",
            description = {
                "With tar.zst: write only packs encrypted to this age key, no folders; repeatable.",
                "Default: not encrypted"
            })
    private List<String> keys = List.of();

    public Optional<PackChoice> choice(Problems problems) {
        Optional<PackFormat> format = Optional.ofNullable(archive).flatMap(PackFormat::of);
        if (archive != null && format.isEmpty()) {
            problems.add("--archive " + archive + " is neither tar.gz nor tar.zst", "Give tar.gz or tar.zst.");
        }
        if (!keys.isEmpty() && format.filter(PackFormat.TAR_ZST::equals).isEmpty()) {
            problems.add(ENCRYPT_TO + " is given without --archive tar.zst", "Give --archive tar.zst as well.");
        }
        SortedMap<String, Recipients> recipients = recipients(problems);
        return format.map(chosen -> new PackChoice(recipients.isEmpty() ? chosen : PackFormat.TAR_ZST_AGE, recipients));
    }

    private SortedMap<String, Recipients> recipients(Problems problems) {
        Map<String, List<String>> byRealm = new TreeMap<>();
        for (String given : keys) {
            int end = given.indexOf('=');
            String realm = end < 0 ? PackChoice.ALL : given.substring(0, end);
            problems.unless(() -> Recipients.key(ENCRYPT_TO, given.substring(end + 1)))
                    .ifPresent(key -> byRealm.computeIfAbsent(realm, name -> new ArrayList<>())
                            .add(key));
        }
        SortedMap<String, Recipients> recipients = new TreeMap<>();
        byRealm.forEach((realm, keys) -> recipients.put(realm, new Recipients(keys)));
        return recipients;
    }

    /** Tells for which realms of a run there is no key, and which keys are for no realm of it. */
    public static void checkRealms(PackChoice choice, List<String> realms, Problems problems) {
        if (!choice.isEncrypted()) {
            return;
        }
        for (String realm : realms.stream().distinct().toList()) {
            if (choice.of(realm).isEmpty()) {
                problems.add(
                        "no key is given to encrypt the archives of realm " + realm,
                        "Give " + ENCRYPT_TO + " REALM=KEY for each realm, or one KEY for all.");
            }
        }
        for (String realm : choice.recipients().keySet()) {
            if (!realm.equals(PackChoice.ALL) && !realms.contains(realm)) {
                problems.add(
                        ENCRYPT_TO + " names the realm " + realm + ", which is not exported",
                        "Give the realm's short name (string_id).");
            }
        }
    }

    /** The keys, in an order that is not that of the command: they are part of what a run is. */
    public static Optional<String> text(PackChoice choice) {
        List<String> words = new ArrayList<>();
        choice.recipients()
                .forEach((realm, chosen) -> chosen.keys().stream()
                        .sorted()
                        .forEach(key -> words.add(realm.equals(PackChoice.ALL) ? key : realm + "=" + key)));
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", words));
    }
}
