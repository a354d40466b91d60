/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The end of connections that only read: nothing can be lost by it. */
final class Closing {
    private static final Logger LOG = Logger.getLogger(Closing.class.getName());

    private Closing() {}

    static void quietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.log(Level.FINE, "closing a connection", e);
        }
    }

    /** Whoever reads from it gets an exception. */
    static void abruptly(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.log(Level.FINE, "aborting a connection", e);
        }
    }
}
