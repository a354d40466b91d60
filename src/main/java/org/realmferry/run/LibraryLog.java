/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * What libraries have to say, such as the database's driver, in a run's log: from warnings on. Below that the driver
 * tells of what it sends.
 */
final class LibraryLog extends Handler {
    private static final Logger ALL = Logger.getLogger("");

    private final RunLog log;

    private LibraryLog(RunLog log) {
        this.log = log;
        setLevel(Level.WARNING);
        setFormatter(new SimpleFormatter());
    }

    static LibraryLog attach(RunLog log) {
        LibraryLog handler = new LibraryLog(log);
        ALL.addHandler(handler);
        return handler;
    }

    void detach() {
        ALL.removeHandler(this);
    }

    @Override
    public void publish(LogRecord event) {
        if (isLoggable(event)) {
            Throwable thrown = event.getThrown();
            log.warning(
                    "",
                    event.getLoggerName() + ": " + getFormatter().formatMessage(event)
                            + (thrown == null ? "" : " (" + thrown + ")"));
        }
    }

    @Override
    public void flush() {
        // Each line is written as it comes.
    }

    @Override
    public void close() {
        // The log is closed by who opened it.
    }
}
