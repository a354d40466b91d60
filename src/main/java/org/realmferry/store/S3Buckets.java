/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.FileRecord;
import org.realmferry.archive.StoredFile.S3Object;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * The two buckets in S3 of a Zulip server: {@code files/KEY} is in that of uploads, {@code avatars/KEY} in that of
 * avatars, which holds emoji and icons too.
 *
 * <p>A request that fails in a way that may pass is repeated by the SDK with growing pauses, a body that is cut goes on
 * where it was. What still fails is told apart: a store that answers to something else has one bad object, one that
 * doesn't is a failure of the run.
 */
public final class S3Buckets implements FileStore {
    private static final String UPLOADS = "files/";
    private static final String AVATARS = "avatars/";
    private static final int NOT_FOUND = 404;
    private static final int TRIES = 6;
    private static final Pattern MD5 = Pattern.compile("\"([0-9a-f]{32})\"");

    private final S3Address address;
    private final S3Client client;
    private final Pace bytes;
    private final BucketCheck check;

    private S3Buckets(S3Address address, S3Client client, Pace bytes) {
        this.address = address;
        this.client = client;
        this.bytes = bytes;
        check = new BucketCheck(client, address);
    }

    /**
     * Opens the buckets and sees whether they answer. Fails with {@code CONFIGURATION} without keys, with {@code
     * SOURCE} where a bucket can't be read.
     *
     * @param connections how many threads ask at once
     */
    public static S3Buckets at(S3Address address, int connections, Limits limits) {
        S3Client client = S3Clients.of(address, connections, limits);
        S3Buckets buckets = new S3Buckets(address, client, new Pace(limits.bytesPerSecond()));
        try {
            buckets.check.check(address.uploadsBucket());
            buckets.check.check(address.avatarsBucket());
        } catch (RuntimeException e) {
            buckets.close();
            throw e;
        }
        return buckets;
    }

    /** Over a client that is there, which {@link #close} closes; nothing is asked yet. */
    static S3Buckets with(S3Client client, S3Address address, Pace bytes) {
        return new S3Buckets(address, client, bytes);
    }

    /** An object by bucket and key. */
    private record Place(String bucket, String key) {}

    private Place place(String key) {
        if (key.startsWith(UPLOADS)) {
            return new Place(address.uploadsBucket(), key.substring(UPLOADS.length()));
        }
        return new Place(address.avatarsBucket(), key.substring(AVATARS.length()));
    }

    @Override
    public Lookup look(String key) {
        Place place = place(key);
        try {
            return ask(place, () -> whole(place, () -> head(key, place)));
        } catch (IOException e) {
            return absence(e).map(Lookup.class::cast).orElseGet(() -> refused(e));
        }
    }

    @Override
    public Opening open(String key) {
        Place place = place(key);
        try {
            Beginning first = ask(place, () -> whole(place, () -> beginning(place)));
            InputStream rest = new ResumedStream(
                    first.body(),
                    first.object().size(),
                    from -> rest(place, from, first.object().etag()));
            InputStream all = first.object().size() == 0
                    ? rest
                    : new SequenceInputStream(new ByteArrayInputStream(new byte[] {first.firstByte()}), rest);
            return new Open(
                    first.object(), md5(first.body().response()), Optional.empty(), new PacedStream(all, bytes));
        } catch (IOException e) {
            return absence(e).map(Opening.class::cast).orElseGet(() -> refused(e));
        }
    }

    /** The object's bytes from a position on; fails where it is another one by now. */
    private InputStream rest(Place place, long from, String etag) throws IOException {
        ResponseInputStream<GetObjectResponse> rest = ask(place, () -> get(place, from, etag));
        if (rest.response().contentRange() == null) {
            rest.skipNBytes(from);
        }
        return rest;
    }

    /** An object whose answer came at least as far as its first byte. */
    private record Beginning(S3Object object, ResponseInputStream<GetObjectResponse> body, byte firstByte) {}

    /** An answer; empty where it was cut in its head, which HTTP clients take for a whole one. */
    private interface Request<T> {
        Optional<T> ask() throws IOException;
    }

    private <T> T whole(Place place, Request<T> request) {
        IOException cut = new IOException("the answer ends in its head");
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            try {
                Optional<T> answer = request.ask();
                if (answer.isPresent()) {
                    check.prove();
                    return answer.get();
                }
                if (attempt >= BucketCheck.TRIES && !check.isProven()) {
                    throw check.noS3(place.bucket(), "its objects have no ETag", null);
                }
            } catch (IOException e) {
                cut = e;
            }
            ResumedStream.pause(attempt);
        }
        throw SdkClientException.create("no whole answer", cut);
    }

    private Optional<Found> head(String key, Place place) {
        HeadObjectResponse head =
                client.headObject(r -> r.bucket(place.bucket()).key(place.key()));
        return object(
                        place.bucket(),
                        head.contentLength(),
                        head.lastModified(),
                        head.contentType(),
                        head.eTag(),
                        head.metadata())
                .map(object -> new Found(key, object, ArchiveClass.objection(head)));
    }

    private Optional<Beginning> beginning(Place place) throws IOException {
        ResponseInputStream<GetObjectResponse> body = get(place, 0, null);
        GetObjectResponse get = body.response();
        Optional<S3Object> object = object(
                place.bucket(), get.contentLength(), get.lastModified(), get.contentType(), get.eTag(), get.metadata());
        int firstByte = object.isPresent() && object.get().size() == 0 ? 0 : body.read();
        if (object.isEmpty() || firstByte < 0) {
            body.abort();
            return Optional.empty();
        }
        return Optional.of(new Beginning(object.get(), body, (byte) firstByte));
    }

    private ResponseInputStream<GetObjectResponse> get(Place place, long from, @Nullable String etag) {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(place.bucket()).key(place.key());
        if (from > 0) {
            request.range("bytes=" + from + "-").ifMatch(etag);
        }
        return client.getObject(request.build());
    }

    @Override
    public List<String> list(String folder) {
        List<String> keys = new ArrayList<>();
        walk(folder, found -> keys.add(found.key()));
        Collections.sort(keys);
        return keys;
    }

    @Override
    public void walk(String folder, Consumer<Found> each) {
        Place place = place(folder);
        String kind = folder.startsWith(UPLOADS) ? UPLOADS : AVATARS;
        try {
            client.listObjectsV2Paginator(r -> r.bucket(place.bucket()).prefix(place.key() + "/")).contents().stream()
                    // What consoles make to show an empty folder.
                    .filter(object -> object.size() > 0 || !object.key().endsWith("/"))
                    .forEach(object -> each.accept(new Found(kind + object.key(), listed(place.bucket(), object))));
        } catch (SdkException e) {
            throw S3Failures.ofBucket(place.bucket(), address, e);
        }
    }

    private static S3Object listed(String bucket, software.amazon.awssdk.services.s3.model.S3Object object) {
        FileTime time = FileTime.from(object.lastModified());
        return new S3Object(bucket, object.size(), time, null, object.eTag(), Map.of());
    }

    @Override
    public void requireFiles() {
        // A bucket looks the same whatever is in it.
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public String name(String key) {
        Place place = place(key);
        return place.key() + " in the bucket " + place.bucket();
    }

    /**
     * Asks twice, if the store itself answers in between. What is thrown in the end goes for the object; its cause is
     * what the SDK threw.
     */
    private <T> T ask(Place place, Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (SdkException e) {
            if (!isFinal(e)) {
                check.check(place.bucket());
                return again(place, request);
            }
            throw ofObject(place, e);
        }
    }

    private <T> T again(Place place, Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (SdkException e) {
            throw ofObject(place, e);
        }
    }

    private IOException ofObject(Place place, SdkException e) {
        if (S3Failures.isOfTheWholeStore(e)) {
            throw S3Failures.ofBucket(place.bucket(), address, e);
        }
        return new IOException(S3Failures.reason(e), e);
    }

    private static boolean isFinal(SdkException e) {
        return e instanceof S3Exception answer && answer.statusCode() < 500 && !answer.isThrottlingException();
    }

    private static Optional<Missing> absence(IOException e) {
        boolean missing = e.getCause() instanceof S3Exception answer && answer.statusCode() == NOT_FOUND;
        return missing ? Optional.of(new Missing()) : Optional.empty();
    }

    private static Refused refused(IOException e) {
        return new Refused(String.valueOf(e.getMessage()));
    }

    private static Optional<S3Object> object(
            String bucket,
            @Nullable Long size,
            @Nullable Instant lastModified,
            @Nullable String contentType,
            @Nullable String etag,
            Map<String, String> metadata) {
        if (size == null || lastModified == null || etag == null) {
            return Optional.empty();
        }
        return Optional.of(
                new S3Object(bucket, size, FileTime.from(lastModified), contentType, etag, spelled(metadata)));
    }

    /** As Zulip spells it; what is there in several spellings stays so. */
    private static Map<String, String> spelled(Map<String, String> metadata) {
        Map<String, String> names = new HashMap<>();
        metadata.forEach((name, value) -> names.put(name.toLowerCase(Locale.ROOT), value));
        for (String name : List.copyOf(new TreeMap<>(names).keySet())) {
            if (!names.containsKey(FileRecord.spelled(name))) {
                names.put(FileRecord.spelled(name), String.valueOf(names.remove(name)));
            }
        }
        return names;
    }

    /** The ETag is the content's MD5 unless the object came in parts or is encrypted with a key of its own. */
    private static Optional<String> md5(GetObjectResponse response) {
        boolean plain = response.sseCustomerAlgorithm() == null
                && (response.serverSideEncryption() == null
                        || response.serverSideEncryption() == ServerSideEncryption.AES256);
        var etag = MD5.matcher(Objects.requireNonNullElse(response.eTag(), ""));
        return plain && etag.matches() ? Optional.of(etag.group(1)) : Optional.empty();
    }

    @Override
    public void close() {
        client.close();
    }
}
