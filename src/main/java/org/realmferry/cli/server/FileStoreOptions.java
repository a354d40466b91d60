/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.store.FileStore;
import org.realmferry.store.FileTarget;
import org.realmferry.store.LocalTarget;
import org.realmferry.store.LocalUploads;
import org.realmferry.store.S3Address;
import org.realmferry.store.S3Buckets;
import org.realmferry.store.S3Target;

/** Where a server keeps its files. */
public sealed interface FileStoreOptions {
    /** Fails with {@code SOURCE} where it can't be read. */
    FileStore open(FileOptions.Fetching fetching);

    /** The same place, to be written. Fails with {@code TARGET} where there is none. */
    FileTarget openTarget(FileOptions.Fetching fetching);

    /** The options that name it, by which a run is known again. */
    Map<String, String> options();

    /** A local uploads folder. */
    record Local(Path uploads) implements FileStoreOptions {
        public boolean sharesItsFileSystemWith(Path folder) {
            try {
                return Files.getFileStore(uploads).equals(Files.getFileStore(folder));
            } catch (IOException e) {
                throw PrivateFiles.unwritable(folder, e);
            }
        }

        @Override
        public FileStore open(FileOptions.Fetching fetching) {
            return LocalUploads.at(uploads, fetching.limits(), fetching.link());
        }

        @Override
        public FileTarget openTarget(FileOptions.Fetching fetching) {
            return LocalTarget.at(uploads, fetching.limits());
        }

        @Override
        public Map<String, String> options() {
            return Map.of("--uploads", uploads.toAbsolutePath().normalize().toString());
        }
    }

    /** Two buckets. */
    record S3(S3Address address) implements FileStoreOptions {
        @Override
        public FileStore open(FileOptions.Fetching fetching) {
            return S3Buckets.at(address, fetching.jobs(), fetching.limits());
        }

        @Override
        public FileTarget openTarget(FileOptions.Fetching fetching) {
            return S3Target.at(address, fetching.jobs(), fetching.limits());
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
