/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A file as a server's store had it. */
public sealed interface StoredFile {
    /** In bytes. */
    long size();

    FileTime lastModified();

    /** What is another text where the file is another one. */
    String version();

    /** A file of local uploads. */
    record LocalFile(long size, FileTime lastModified) implements StoredFile {
        @Override
        public String version() {
            return size + " " + lastModified.to(TimeUnit.NANOSECONDS);
        }
    }

    /**
     * An object in S3.
     *
     * @param etag as S3 has it, with its quotes
     * @param metadata the object's own, names in lower case without {@code x-amz-meta-}
     */
    record S3Object(
            String bucket,
            long size,
            FileTime lastModified,
            @Nullable String contentType,
            String etag,
            Map<String, String> metadata)
            implements StoredFile {
        public S3Object {
            metadata = Map.copyOf(metadata);
        }

        @Override
        public String version() {
            return size + " " + lastModified.to(TimeUnit.SECONDS) + " " + etag;
        }

        /** The same object with other metadata. */
        public S3Object with(Map<String, String> metadata) {
            return new S3Object(bucket, size, lastModified, contentType, etag, metadata);
        }
    }
}
