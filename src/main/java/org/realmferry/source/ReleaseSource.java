/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import org.realmferry.rules.Dialect;
import org.realmferry.rules.language.BotAddresses;
import org.realmferry.schema.Migrations;
import org.realmferry.schema.Schema;

/** A source whose readers take queries as if it were of the newest release of Zulip. */
public final class ReleaseSource implements Source {
    private final Source source;
    private final Dialect dialect;

    /** A source of whose server no settings are known. */
    public ReleaseSource(Source source) {
        this(source, BotAddresses.NONE);
    }

    public ReleaseSource(Source source, BotAddresses bots) {
        this.source = source;
        dialect = new Dialect(source.schema(), bots);
    }

    @Override
    public Schema schema() {
        return source.schema();
    }

    @Override
    public Migrations migrations() {
        return source.migrations();
    }

    @Override
    public String snapshot() {
        return source.snapshot();
    }

    @Override
    public SnapshotHorizon standpoint() {
        return source.standpoint();
    }

    @Override
    public SnapshotReader reader() {
        return new Reader(source.reader(), dialect);
    }

    @Override
    public void close() {
        source.close();
    }

    private record Reader(SnapshotReader reader, Dialect dialect) implements SnapshotReader {
        @Override
        public void read(String what, String query, RowHandler handler) {
            reader.read(what, inDatabase(query), handler);
        }

        @Override
        public String inDatabase(String query) {
            return dialect.sql(query);
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
