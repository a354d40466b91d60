/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one {@link SourceServer} of the test run, which starts with the first that asks and ends with the run. */
public final class SharedSource implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedSource.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SourceServer.class;
    }

    @Override
    public SourceServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(SourceServer.class, type -> start(), SourceServer.class);
    }

    private static SourceServer start() {
        try {
            return SourceServer.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("the sample server can't be filled", e);
        }
    }
}
