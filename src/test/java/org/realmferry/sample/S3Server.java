/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/**
 * An S3 on loopback with Zulip's two buckets, and a client that fills it: s3proxy in this process, which checks
 * signatures, or another S3 that {@code -Drealmferry.s3=URL} names (its keys in {@code AWS_ACCESS_KEY_ID} and {@code
 * AWS_SECRET_ACCESS_KEY}).
 */
public final class S3Server implements AutoCloseable {
    public static final String UPLOADS = "zulip-uploads";
    public static final String AVATARS = "zulip-avatars";

    private static final String OTHER = "realmferry.s3";
    private static final String KEY = "sample-key";
    private static final String SECRET = "sample-secret-of-s3";

    private final @Nullable S3Proxy proxy;
    private final URI endpoint;
    private final S3Client client;

    private S3Server(@Nullable S3Proxy proxy, URI endpoint) {
        this.proxy = proxy;
        this.endpoint = endpoint;
        client = S3Client.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(key(), secret())))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
        empty(UPLOADS);
        empty(AVATARS);
    }

    /** Starts an empty one in memory; takes a second or two. */
    public static S3Server start() {
        String other = System.getProperty(OTHER);
        return other == null
                ? start(BlobStores.create("transient-nio2", new Properties()))
                : new S3Server(null, URI.create(other));
    }

    /** Starts one whose objects lie in a folder. */
    public static S3Server startIn(Path folder) {
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", folder.toString());
        return start(BlobStores.create("filesystem-nio2", properties));
    }

    private static S3Server start(BlobStore store) {
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY, SECRET)
                .ignoreUnknownHeaders(true)
                .build();
        try {
            proxy.start();
        } catch (Exception e) {
            throw new IllegalStateException("s3proxy doesn't start", e);
        }
        return new S3Server(proxy, URI.create("http://127.0.0.1:" + proxy.getPort()));
    }

    private void empty(String bucket) {
        try {
            client.listObjectsV2Paginator(r -> r.bucket(bucket))
                    .contents()
                    .forEach(object -> delete(bucket, object.key()));
        } catch (NoSuchBucketException e) {
            client.createBucket(r -> r.bucket(bucket));
        }
    }

    /** Its access key. */
    public static String key() {
        return System.getProperty(OTHER) == null ? KEY : System.getenv("AWS_ACCESS_KEY_ID");
    }

    /** The access key's secret. */
    public static String secret() {
        return System.getProperty(OTHER) == null ? SECRET : System.getenv("AWS_SECRET_ACCESS_KEY");
    }

    public URI endpoint() {
        return endpoint;
    }

    /** Puts an object as Zulip does, with metadata without {@code x-amz-meta-}. */
    public void put(String bucket, String key, byte[] content, @Nullable String type, Map<String, String> metadata) {
        client.putObject(
                r -> r.bucket(bucket).key(key).contentType(type).metadata(metadata), RequestBody.fromBytes(content));
    }

    /** Puts a file. */
    public void put(String bucket, String key, Path content, Map<String, String> metadata) {
        client.putObject(r -> r.bucket(bucket).key(key).metadata(metadata), content);
    }

    /** Puts an object again with other metadata. */
    public void change(String bucket, String key, UnaryOperator<Map<String, String>> metadata) {
        var object = client.getObjectAsBytes(r -> r.bucket(bucket).key(key));
        Map<String, String> now = metadata.apply(new TreeMap<>(object.response().metadata()));
        put(bucket, key, object.asByteArray(), object.response().contentType(), now);
    }

    public void delete(String bucket, String key) {
        client.deleteObject(r -> r.bucket(bucket).key(key));
    }

    public byte[] get(String bucket, String key) {
        return client.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asByteArray();
    }

    /** Puts what a fixture has: its list of objects, and their contents below {@code BUCKET/KEY}. */
    public void load(Path list, Path contents) throws IOException {
        for (Map<String, Object> object : Json.objects(Json.read(list))) {
            String bucket = String.valueOf(object.get("bucket"));
            String key = String.valueOf(object.get("key"));
            Map<String, String> metadata = new TreeMap<>();
            Json.object(object.get("metadata")).forEach((name, value) -> metadata.put(name, String.valueOf(value)));
            byte[] content = Files.readAllBytes(contents.resolve(bucket).resolve(key));
            String ours = bucket.replaceFirst("^xfer-", "zulip-");
            put(ours, key, content, Objects.toString(object.get("content_type")), metadata);
        }
    }

    /** All keys of a bucket. */
    public List<String> keys(String bucket) {
        return client.listObjectsV2Paginator(r -> r.bucket(bucket)).contents().stream()
                .map(object -> object.key())
                .toList();
    }

    @Override
    public void close() {
        client.close();
        try {
            if (proxy != null) {
                proxy.stop();
            }
        } catch (Exception e) {
            throw new IllegalStateException("s3proxy doesn't stop", e);
        }
    }
}
