/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** What a file system takes for the same name: each has its own mind about capital letters and about é in two forms. */
public final class NameFolding {
    private static final String PROBE = ".tmp-Probe-\u00e9";

    private NameFolding() {}

    /** Tries it out in a folder, which is made. Fails with {@code TARGET}. */
    public static UnaryOperator<String> of(Path folder) {
        Path probe = folder.resolve(PROBE);
        try {
            PrivateFiles.create(probe).close();
            boolean cases = Files.exists(folder.resolve(PROBE.toLowerCase(Locale.ROOT)));
            boolean forms = Files.exists(folder.resolve(Normalizer.normalize(PROBE, Normalizer.Form.NFD)));
            Files.delete(probe);
            return name -> folded(name, cases, forms);
        } catch (IOException e) {
            throw PrivateFiles.unwritable(probe, e);
        }
    }

    static String folded(String name, boolean cases, boolean forms) {
        String formed = forms ? Normalizer.normalize(name, Normalizer.Form.NFC) : name;
        return cases ? formed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT) : formed;
    }
}
