/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.options;

import java.nio.file.Path;
import java.util.List;
import org.realmferry.age.Identities;
import org.realmferry.cli.command.Problems;
import picocli.CommandLine.Option;

/** The option that names the secret keys to what is encrypted. */
public final class IdentityOptions {
    @Option(
            names = "--identity",
            paramLabel = "KEYFILE",
            description = "File with an age secret key, for encrypted files; repeatable")
    private List<Path> files = List.of();

    /** The keys; what is wrong is among the problems. */
    public Identities identities(Problems problems) {
        return problems.unless(() -> Identities.read("--identity", files)).orElse(Identities.none());
    }
}
