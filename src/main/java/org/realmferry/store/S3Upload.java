/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.realmferry.store.FileTarget.Metadata;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * One object on its way into a bucket: in one request, or in parts, which S3 puts together at the end.
 *
 * @param key the object's
 */
record S3Upload(S3Client client, String bucket, String key, Metadata metadata) {
    /**
     * Sends the object. Throws what goes for its content, also where that is of another size; what the SDK throws goes for
     * the store.
     *
     * @param part in bytes, how much is in memory at once
     */
    void send(InputStream content, long size, int part) throws IOException {
        byte[] first = content.readNBytes(part);
        if (size > part) {
            sendParts(first, content, size);
            return;
        }
        long all = (long) first.length + (content.read() < 0 ? 0 : 1);
        if (all != size) {
            throw S3Target.wrongSize(all, size);
        }
        client.putObject(
                r -> r.bucket(bucket)
                        .key(key)
                        .contentType(type())
                        .metadata(metadata.values())
                        .contentMD5(md5(first)),
                body(first));
    }

    /** Over the same bytes, where the SDK would copy them. */
    private static RequestBody body(byte[] data) {
        return RequestBody.fromContentProvider(
                ContentStreamProvider.fromByteArrayUnsafe(data), data.length, "application/octet-stream");
    }

    private String type() {
        return metadata.contentType().orElseGet(() -> ContentTypes.ofName(key));
    }

    private void sendParts(byte[] first, InputStream content, long size) throws IOException {
        String id = client.createMultipartUpload(
                        r -> r.bucket(bucket).key(key).contentType(type()).metadata(metadata.values()))
                .uploadId();
        boolean sent = false;
        try {
            List<CompletedPart> parts = new ArrayList<>();
            long bytes = 0;
            for (byte[] data = first; data.length > 0; data = content.readNBytes(first.length)) {
                parts.add(sendPart(id, parts.size() + 1, data));
                bytes += data.length;
            }
            if (bytes != size) {
                throw S3Target.wrongSize(bytes, size);
            }
            client.completeMultipartUpload(
                    r -> r.bucket(bucket).key(key).uploadId(id).multipartUpload(all -> all.parts(parts)));
            sent = true;
        } finally {
            if (!sent) {
                abort(id);
            }
        }
    }

    private CompletedPart sendPart(String id, int number, byte[] data) {
        String etag = client.uploadPart(
                        r -> r.bucket(bucket)
                                .key(key)
                                .uploadId(id)
                                .partNumber(number)
                                .contentMD5(md5(data)),
                        body(data))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    /** What was sent so far costs its owner money until it is aborted; that this fails, too, must not hide why. */
    private void abort(String id) {
        try {
            client.abortMultipartUpload(r -> r.bucket(bucket).key(key).uploadId(id));
        } catch (SdkException e) {
            // The failure that led here is the one to tell.
        }
    }

    /** S3's own choice against damage on the way, not against anybody. */
    private static String md5(byte[] data) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(data));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
