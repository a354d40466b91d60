/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.text;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.realmferry.renumber.NewIds;
import org.realmferry.schema.ZulipTables;

/** The paths that uploaded files get: their own, and those in the links to them that texts have. */
public interface FilePaths {
    /** The new path of an upload, by its old {@code path_id}; empty where it stays. */
    Optional<String> of(String path);

    /**
     * What stands in a link in place of a path; empty where it stays.
     *
     * @param path from the realm's id on, percent-encoded as it is in the text, with all that follows the upload's own path
     * @param otherHost whether the link names a host
     */
    Optional<String> inLink(String path, boolean otherHost);

    /** Paths that keep all but the realm's id. A link that names a host is ours where it leads to the folder of an upload. */
    static FilePaths ofRealm(NewIds ids) {
        return new RealmPaths(ids);
    }

    /**
     * Paths that are wholly new. A link is ours where its path is known, whatever host it names.
     *
     * @param uploads gives the new {@code path_id} by the old one; empty where there is no such upload
     */
    static FilePaths replacing(Function<String, Optional<String>> uploads) {
        return new NewPaths(uploads);
    }

    /** The paths of a bundle. */
    record RealmPaths(NewIds ids) implements FilePaths {
        private static final int LONGEST_ID = 17;

        /** The names in a path of a file, before its own: the realm's id, and one or two that Zulip made. */
        private static final int MOST_FOLDERS = 3;

        @Override
        public Optional<String> of(String path) {
            int end = digits(path);
            return end > 0 && end <= LONGEST_ID && path.startsWith("/", end) ? inLink(path, false) : Optional.empty();
        }

        @Override
        public Optional<String> inLink(String path, boolean otherHost) {
            if (otherHost && !isUpload(path.replace("%2F", "/"))) {
                return Optional.empty();
            }
            int end = digits(path);
            long realm = ids.of(ZulipTables.REALMS).reference(Long.parseLong(path.substring(0, end)));
            return Optional.of(realm + path.substring(end));
        }

        private static int digits(String path) {
            int end = path.startsWith("-") ? 1 : 0;
            while (end < path.length() && path.charAt(end) >= '0' && path.charAt(end) <= '9') {
                end++;
            }
            return end;
        }

        /** Whether a path is that of an attachment: its folder, of two names or three, has a name by chance. */
        private boolean isUpload(String path) {
            int end = path.indexOf('/');
            for (int names = 1; end >= 0 && names <= MOST_FOLDERS; names++) {
                if (names > 1 && ids.survey().hasUploadIn(path.substring(0, end))) {
                    return true;
                }
                end = path.indexOf('/', end + 1);
            }
            return false;
        }
    }

    /** The paths of an import. */
    record NewPaths(Function<String, Optional<String>> uploads) implements FilePaths {
        private static final int LONGEST = 512;

        @Override
        public Optional<String> of(String path) {
            return uploads.apply(path);
        }

        /** A path ends where a known one does: a thumbnail's size or a full stop may follow. */
        @Override
        public Optional<String> inLink(String path, boolean otherHost) {
            int shortest = path.indexOf('/') < 0 ? path.indexOf('%') : path.indexOf('/');
            for (int end = Math.min(path.length(), LONGEST); end > shortest + 1; end--) {
                String written = path.substring(0, end);
                Optional<String> found = decoded(written).flatMap(uploads);
                if (found.isPresent()) {
                    return Optional.of(encoded(found.get(), written) + path.substring(end));
                }
            }
            return Optional.empty();
        }

        /** Empty where a percent sign begins no byte. */
        private static Optional<String> decoded(String path) {
            if (path.indexOf('%') < 0) {
                return Optional.of(path);
            }
            try {
                return Optional.of(URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        /** A path, percent-encoded as another one is. */
        private static String encoded(String path, String other) {
            if (other.indexOf('%') < 0) {
                return path;
            }
            String encoded = URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20");
            return other.indexOf('/') < 0 ? encoded : encoded.replace("%2F", "/");
        }
    }
}
