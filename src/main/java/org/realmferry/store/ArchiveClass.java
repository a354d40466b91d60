/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;

/** The storage classes of S3 whose objects must be restored before they can be read. */
final class ArchiveClass {
    private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");
    private static final String RESTORE =
            " and can't be read there: restore it first (S3's RestoreObject), then refresh or export again";

    private ArchiveClass() {}

    /** Why an object can't be read, by its head; empty where it can. */
    static Optional<String> objection(HeadObjectResponse head) {
        String archive = ARCHIVES.contains(Objects.requireNonNullElse(head.storageClassAsString(), ""))
                ? head.storageClassAsString()
                : head.archiveStatusAsString();
        String restored = Objects.requireNonNullElse(head.restore(), "");
        if (archive == null || restored.contains("ongoing-request=\"false\"")) {
            return Optional.empty();
        }
        return Optional.of(
                restored.contains("ongoing-request=\"true\"")
                        ? "it is being restored from the archive class " + archive
                                + ": wait until it is restored, then refresh or export again"
                        : objection(archive));
    }

    /** The same of an object that S3 refused for it. */
    static String objection(SdkException refusal) {
        if (refusal instanceof InvalidObjectStateException state) {
            return objection(
                    state.accessTierAsString() == null ? state.storageClassAsString() : state.accessTierAsString());
        }
        return objection((String) null);
    }

    private static String objection(@Nullable String archive) {
        return "it is in " + (archive == null ? "an archive class" : "the archive class " + archive) + RESTORE;
    }
}
