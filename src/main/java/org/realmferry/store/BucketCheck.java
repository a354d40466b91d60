/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.realmferry.Failure;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Sees whether an S3 answers for a bucket, or something else: a web server, a proxy with a page for people. */
final class BucketCheck {
    /** What was cut on its way looks like no S3's, too: so much of it in a row is no accident. */
    static final int TRIES = 3;

    private static final int SERVER_ERROR = 500;
    private static final int NOT_IMPLEMENTED = 501;

    private final S3Client client;
    private final S3Address address;
    private volatile boolean proven;

    BucketCheck(S3Client client, S3Address address) {
        this.client = client;
        this.address = address;
    }

    /** Fails with {@code SOURCE} where a bucket doesn't answer, or not as one of S3 that can be read. */
    void check(String bucket) {
        ListObjectsV2Response list = list(bucket, 1);
        if (list.name() == null && list.isTruncated() == null) {
            throw noS3(bucket, "it doesn't list the bucket's objects", null);
        }
        List<S3Object> objects = list.contents();
        if (!proven && !objects.isEmpty() && objects.stream().noneMatch(object -> hasEtag(bucket, object.key()))) {
            throw noS3(bucket, "its objects have no ETag", null);
        }
    }

    private ListObjectsV2Response list(String bucket, int attempt) {
        try {
            return client.listObjectsV2(r -> r.bucket(bucket).maxKeys(TRIES));
        } catch (SdkException e) {
            if (isNoXml(e)) {
                if (attempt < TRIES) {
                    return list(bucket, attempt + 1);
                }
                throw noS3(bucket, "its list of the bucket's objects is not XML", e);
            }
            if (e instanceof AwsServiceException answer && isForeign(answer)) {
                throw noS3(bucket, "it answers " + answer.statusCode() + " without an error code of S3", e);
            }
            throw S3Failures.ofBucket(bucket, address, e);
        }
    }

    private static boolean isNoXml(SdkException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof XMLStreamException) {
                return true;
            }
        }
        return false;
    }

    /** S3 says with each refusal of a list why; of errors that may pass a proxy before it says nothing. */
    private static boolean isForeign(AwsServiceException answer) {
        int status = answer.statusCode();
        return S3Failures.code(answer).isEmpty()
                && (status < SERVER_ERROR || status == NOT_IMPLEMENTED)
                && !answer.isThrottlingException();
    }

    /** What is wrong with one object only is no objection. */
    private boolean hasEtag(String bucket, String key) {
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            try {
                if (client.headObject(r -> r.bucket(bucket).key(key)).eTag() != null) {
                    proven = true;
                    return true;
                }
            } catch (SdkException e) {
                return true;
            }
        }
        return false;
    }

    /** Whether any object came from here as S3 gives it. */
    boolean isProven() {
        return proven;
    }

    void prove() {
        proven = true;
    }

    /** The failure of a bucket for which something else answers; waiting doesn't help. */
    Failure noS3(String bucket, String why, @Nullable Throwable cause) {
        return S3Failures.noS3(bucket, address, why, cause);
    }
}
