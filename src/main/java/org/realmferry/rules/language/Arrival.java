/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules.language;

/**
 * What an import makes of a column, or of a field of the archive, where it isn't simply the archive's value with new ids.
 * Values are JSON, as an archive would have them.
 */
public sealed interface Arrival {
    /** The name of the column; of a field without a column, the field's. */
    String column();

    /** For people. */
    String inWords();

    /** The import makes the value. */
    record Made(String column, Making making) implements Arrival {
        @Override
        public String inWords() {
            return making.inWords();
        }
    }

    /** The value is always the same. */
    record Fixed(String column, String json, String why) implements Arrival {
        @Override
        public String inWords() {
            return json + " (" + why + ")";
        }
    }

    /** The value until the import is done; then it becomes the archive's. */
    record Held(String column, String json, String why) implements Arrival {
        @Override
        public String inWords() {
            return json + " until the realm is whole (" + why + ")";
        }
    }

    /** The value where the archive has none. */
    record Fallback(String column, String json, String why) implements Arrival {
        @Override
        public String inWords() {
            return json + " where the archive has none (" + why + ")";
        }
    }

    /** A field of the archive that no column takes. */
    record Dropped(String column, String why) implements Arrival {
        @Override
        public String inWords() {
            return "left out (" + why + ")";
        }
    }

    /** The rows of the table aren't imported. */
    record Never(String why) implements Arrival {
        @Override
        public String column() {
            return "";
        }

        @Override
        public String inWords() {
            return "no row is imported (" + why + ")";
        }
    }

    /** The rows are imported, but not by Zulip's own importer. */
    record NotLikeZulip(String why) implements Arrival {
        @Override
        public String column() {
            return "";
        }

        @Override
        public String inWords() {
            return "rows are imported but for --like-zulip (" + why + ")";
        }
    }

    /** The rows of the table are written when the realm is whole. */
    record AtTheEnd(String why) implements Arrival {
        @Override
        public String column() {
            return "";
        }

        @Override
        public String inWords() {
            return "rows are written when the realm is whole (" + why + ")";
        }
    }

    /** Rows besides the archive's, or in their place. */
    record Rows(String what) implements Arrival {
        @Override
        public String column() {
            return "";
        }

        @Override
        public String inWords() {
            return what;
        }
    }
}
