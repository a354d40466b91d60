/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.realmferry.age.Recipients;
import org.realmferry.cli.command.Problems;
import picocli.CommandLine.Option;

/** The options that say who can open what is written. */
public final class RecipientOptions {
    @Option(
            names = "--to",
            paramLabel = "AGE-RECIPIENT",
            description = "Public key (age1...) to encrypt to; repeatable")
    private List<String> keys = List.of();

    @Option(names = "--to-file", paramLabel = "FILE", description = "File with public keys, one per line; repeatable")
    private List<Path> files = List.of();

    @Option(names = "--unencrypted-i-know", description = "Write the file unencrypted. Default: no")
    private boolean unencrypted;

    /** The keys; empty where the file is to be readable by everybody. What is wrong is among the problems. */
    public Optional<Recipients> recipients(Problems problems) {
        List<String> all = new ArrayList<>();
        keys.forEach(key -> problems.unless(() -> Recipients.key("--to", key)).ifPresent(all::add));
        files.forEach(file ->
                problems.unless(() -> Recipients.read("--to-file", file)).ifPresent(all::addAll));
        boolean given = !keys.isEmpty() || !files.isEmpty();
        if (!given && !unencrypted) {
            problems.add(
                    "no key is given to encrypt the backup to",
                    "Give --to AGE-RECIPIENT (age-keygen makes a pair), or --unencrypted-i-know.");
        }
        if (given && unencrypted) {
            problems.add("--to and --unencrypted-i-know are both given", "Give one of them.");
        }
        return given ? Optional.of(new Recipients(all)) : Optional.empty();
    }
}
