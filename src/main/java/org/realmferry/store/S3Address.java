/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.net.URI;
import java.util.Optional;
import org.realmferry.Secret;

/**
 * Where a server keeps its files in S3.
 *
 * @param endpoint of an S3 that isn't Amazon's
 * @param pathStyle whether the bucket stands in the path of a URL, not in the name of its host
 * @param keys empty where the SDK finds them by itself: environment, profile, the machine's role
 */
public record S3Address(
        String uploadsBucket,
        String avatarsBucket,
        Optional<URI> endpoint,
        Optional<String> region,
        boolean pathStyle,
        Optional<Keys> keys) {
    /** An access key with its secret. */
    public record Keys(String accessKey, Secret secretKey) {
        @Override
        public String toString() {
            return "(keys)";
        }
    }

    /** For people, and for the record: buckets and endpoint, never a key. */
    public String describe() {
        return "s3://" + uploadsBucket + ", s3://" + avatarsBucket
                + endpoint.map(e -> " at " + e).orElse("");
    }
}
