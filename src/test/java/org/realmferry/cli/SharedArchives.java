/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one {@link VerifiedArchives} of the test run, made for the first that asks and deleted with the run. */
public final class SharedArchives implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedArchives.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == VerifiedArchives.class;
    }

    @Override
    public VerifiedArchives resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(VerifiedArchives.class, type -> export(), VerifiedArchives.class);
    }

    private static VerifiedArchives export() {
        try {
            return VerifiedArchives.export();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("Zulip's server can't be restored", e);
        }
    }
}
