/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.nio.file.Path;
import java.util.Map;
import org.realmferry.store.FileStore;
import org.realmferry.store.Limits;
import org.realmferry.store.LocalUploads;
import org.realmferry.store.S3Address;
import org.realmferry.store.S3Buckets;

/** Where a server keeps its files. */
sealed interface FilePlace {
    /** Fails with {@code SOURCE} where it can't be read. */
    FileStore open(int jobs, Limits limits);

    /** The options that name it, by which a run is known again. */
    Map<String, String> options();

    /** A local uploads folder. */
    record Local(Path uploads) implements FilePlace {
        @Override
        public FileStore open(int jobs, Limits limits) {
            return LocalUploads.at(uploads, limits);
        }

        @Override
        public Map<String, String> options() {
            return Map.of("--uploads", uploads.toAbsolutePath().normalize().toString());
        }
    }

    /** Two buckets. */
    record S3(S3Address address) implements FilePlace {
        @Override
        public FileStore open(int jobs, Limits limits) {
            return S3Buckets.at(address, jobs, limits);
        }

        @Override
        public Map<String, String> options() {
            return Map.of(
                    "--s3-uploads-bucket", address.uploadsBucket(),
                    "--s3-avatars-bucket", address.avatarsBucket(),
                    "--s3-endpoint", address.endpoint().map(String::valueOf).orElse(""));
        }
    }
}
