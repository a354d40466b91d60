/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.output;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The program's version, from its jar. */
public final class Version implements IVersionProvider {
    public static final String TEXT = "realmferry "
            + Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "(development)");

    @Override
    public String[] getVersion() {
        return new String[] {TEXT};
    }
}
