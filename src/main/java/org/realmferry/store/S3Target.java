/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Words;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.disk.SummedStream;
import org.realmferry.archive.disk.Written;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The two buckets in S3 of a Zulip server, to be written: uploads in one; avatars, emoji and icons in the other.
 *
 * <p>S3 compares the bytes that come with their MD5, and shows an object only when it has all of it. A request that fails
 * in a way that may pass is repeated by the SDK with growing pauses, from bytes that are in memory: a small file's, or those
 * of a part of a large one.
 */
public final class S3Target implements FileTarget {
    private static final int NOT_FOUND = 404;

    /** Of S3. */
    private static final int MOST_BYTES_OF_A_KEY = 1024;

    private static final String PROBE = ".realmferry-probe";

    private final S3Address address;
    private final S3Client client;
    private final S3Buckets buckets;
    private final Pace bytes;
    private final PartsInMemory memory = new PartsInMemory();

    private S3Target(S3Address address, S3Client client, Pace bytes) {
        this.address = address;
        this.client = client;
        this.bytes = bytes;
        buckets = S3Buckets.with(client, address, bytes);
    }

    /**
     * Opens the buckets, without asking them for anything. Fails with {@code CONFIGURATION} without keys.
     *
     * @param connections how many threads ask at once
     */
    public static S3Target at(S3Address address, int connections, Limits limits) {
        return new S3Target(address, S3Clients.of(address, connections, limits), new Pace(limits.bytesPerSecond()));
    }

    private String bucket(FileSet set) {
        return set == FileSet.UPLOADS ? address.uploadsBucket() : address.avatarsBucket();
    }

    @Override
    public Optional<String> objection(String path) {
        boolean tooLong = path.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES_OF_A_KEY;
        return tooLong ? Optional.of("it is too long for a key of S3") : ArchiveLayout.objection(path);
    }

    @Override
    public Written write(FileSet set, String path, Metadata metadata, InputStream content, long size)
            throws IOException {
        SummedStream summed = new SummedStream(new PacedStream(content, bytes));
        S3Upload upload = new S3Upload(client, bucket(set), path, metadata);
        try {
            memory.hold(size, part -> upload.send(summed, size, part));
        } catch (SdkException e) {
            throw S3Failures.ofWriting(bucket(set), address, e);
        }
        return summed.end();
    }

    @Override
    public Optional<Stored> stat(FileSet set, String path) {
        try {
            long size = client.headObject(r -> r.bucket(bucket(set)).key(path)).contentLength();
            return Optional.of(new Stored(size));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw S3Failures.ofWriting(bucket(set), address, e);
        } catch (SdkException e) {
            throw S3Failures.ofWriting(bucket(set), address, e);
        }
    }

    @Override
    public InputStream read(FileSet set, String path) throws IOException {
        FileStore.Opening opening = buckets.open((set == FileSet.UPLOADS ? "files/" : "avatars/") + path);
        if (opening instanceof FileStore.Open open) {
            return open.content();
        }
        throw new IOException(opening instanceof FileStore.Refused refused ? refused.why() : "it is not there");
    }

    @Override
    public void remove(FileSet set, String path) {
        asked(set, () -> client.deleteObject(r -> r.bucket(bucket(set)).key(path)));
    }

    @Override
    public void removeFolder(FileSet set, String path) {
        asked(set, () -> {
            client.listObjectsV2Paginator(r -> r.bucket(bucket(set)).prefix(path + "/"))
                    .contents()
                    .forEach(object -> remove(set, object.key()));
            return path;
        });
    }

    /** S3 doesn't say how much room it has. */
    @Override
    public void require(long needed) {
        for (FileSet set : new FileSet[] {FileSet.UPLOADS, FileSet.AVATARS}) {
            asked(set, () -> client.putObject(r -> r.bucket(bucket(set)).key(PROBE), RequestBody.empty()));
            if (stat(set, PROBE).isEmpty()) {
                throw new Failure(
                        ExitStatus.TARGET,
                        "the bucket " + bucket(set) + " doesn't have what was just written to it",
                        "Check --s3-endpoint: what answers may be no S3.");
            }
            remove(set, PROBE);
        }
    }

    @Override
    public void inspect(long needed) {
        for (FileSet set : new FileSet[] {FileSet.UPLOADS, FileSet.AVATARS}) {
            asked(set, () -> client.headBucket(r -> r.bucket(bucket(set))));
        }
    }

    private <T> T asked(FileSet set, Supplier<T> request) {
        try {
            return request.get();
        } catch (SdkException e) {
            throw S3Failures.ofWriting(bucket(set), address, e);
        }
    }

    @Override
    public boolean spreadsUploads() {
        return false;
    }

    @Override
    public String name(FileSet set, String path) {
        return path + " in the bucket " + bucket(set);
    }

    @Override
    public void close() {
        buckets.close();
    }

    /** The error of a content that ends too early or too late. */
    static IOException wrongSize(long found, long expected) {
        return new IOException("it has " + Words.counted(found, "byte") + " in place of " + expected);
    }
}
