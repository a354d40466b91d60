/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.Failure;
import org.realmferry.Secret;
import org.realmferry.sample.HttpProxy;
import org.realmferry.sample.HttpProxy.Fate;
import org.realmferry.sample.HttpProxy.Request;
import org.realmferry.sample.HttpProxy.Silence;
import org.realmferry.sample.HttpProxy.Text;
import org.realmferry.store.FileStore.Found;
import org.realmferry.store.FileStore.Refused;

/** What is under an endpoint that answers otherwise than a healthy S3. */
class S3AnswersIT {
    private static final String PAGE =
            "<!DOCTYPE html><html><head><title>Welcome<br></head><body>Sign in</body></html>";
    private static final String XML = "HTTP/1.1 200 OK\nContent-Type: application/xml";
    private static final String LIST =
            "<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated>%s</ListBucketResult>";
    private static final String RESTORED =
            "\nx-amz-restore: ongoing-request=\"false\", expiry-date=\"Mon, 03 Feb 2036 04:05:06 GMT\"";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "200 OK",
                "302 Found\nLocation: /login",
                "401 Unauthorized",
                "403 Forbidden",
                "404 Not Found",
                "405 Method Not Allowed",
                "501 Not Implemented"
            })
    void aPageForPeopleIsNoS3(String status) throws IOException {
        assertNoS3(request -> Text.of("HTTP/1.1 " + status + "\nContent-Type: text/html", PAGE));
    }

    @Test
    void anAnswerWithoutAListOrWithoutEtagsIsNoS3() throws IOException {
        String plain = "HTTP/1.1 200 OK\nContent-Type: application/json";
        assertNoS3(request -> Text.of(plain, "{\"status\": \"ok\"}"));
        assertNoS3(request -> Text.of(plain, ""));
        assertNoS3(request -> request.line().contains("list-type")
                ? Text.of(XML, LIST.formatted("<Contents><Key>5/a</Key><Size>2</Size></Contents>"))
                : Text.of("HTTP/1.1 200 OK\nLast-Modified: Mon, 03 Feb 2025 04:05:06 GMT", ""));
    }

    /** An empty bucket's objects can't be looked at beforehand. */
    @Test
    void anObjectWithoutEtagEndsTheRunIfNoneHadOne() throws IOException {
        try (HttpProxy proxy = new HttpProxy(
                        0,
                        request -> request.line().contains("list-type")
                                ? Text.of(XML, LIST.formatted(""))
                                : Text.of("HTTP/1.1 200 OK\nLast-Modified: Mon, 03 Feb 2025 04:05:06 GMT", "hello"));
                S3Buckets buckets = at(proxy, Limits.NONE)) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> buckets.open("files/5/a"))
                    .withMessageContaining("the endpoint is not an S3 service: its objects have no ETag")
                    .matches(failure -> !failure.mayPass());
        }
    }

    @Test
    void aStoreThatNeverAnswersIsWaitedForNoLongerThanThePatience() throws IOException {
        try (HttpProxy proxy = new HttpProxy(0, request -> new Silence())) {
            Instant begin = Instant.now();
            Failure failure = catchThrowableOfType(
                    Failure.class,
                    () -> at(proxy, Limits.NONE.within(Duration.ofSeconds(8))).close());

            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(10));
            assertThat(failure.mayPass()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "x-amz-storage-class: GLACIER,it is in the archive class GLACIER",
        "x-amz-storage-class: DEEP_ARCHIVE,it is in the archive class DEEP_ARCHIVE",
        "x-amz-archive-status: ARCHIVE_ACCESS,it is in the archive class ARCHIVE_ACCESS"
    })
    void anObjectInAnArchiveClassMustBeRestored(String header, String why) throws IOException {
        String head = "HTTP/1.1 200 OK\nETag: \"0\"\nLast-Modified: Mon, 03 Feb 2025 04:05:06 GMT\n" + header;
        String error = "<Error><Code>InvalidObjectState</Code><Message>no</Message><StorageClass>"
                + header.replaceFirst(".*: ", "") + "</StorageClass></Error>";
        try (HttpProxy proxy = new HttpProxy(
                        0,
                        request -> request.line().contains("list-type")
                                ? Text.of(XML, LIST.formatted(""))
                                : request.line().startsWith("HEAD")
                                        ? Text.of(head + (request.line().endsWith("back") ? RESTORED : ""), "")
                                        : Text.of(XML.replace("200 OK", "403 Forbidden"), error));
                S3Buckets buckets = at(proxy, Limits.NONE)) {
            String all = why + " and can't be read there: restore it first (S3's RestoreObject), then refresh or export"
                    + " again";
            assertThat(buckets.open("files/5/a")).isEqualTo(new Refused(all));
            assertThat(buckets.look("files/5/a"))
                    .isInstanceOfSatisfying(
                            Found.class, found -> assertThat(found.unreadable()).contains(all));
            assertThat(buckets.look("files/5/back"))
                    .isInstanceOfSatisfying(
                            Found.class, found -> assertThat(found.unreadable()).isEmpty());
        }
    }

    private static void assertNoS3(Function<Request, Fate> fates) throws IOException {
        try (HttpProxy proxy = new HttpProxy(0, fates)) {
            Instant begin = Instant.now();
            Failure failure = catchThrowableOfType(
                    Failure.class, () -> at(proxy, Limits.NONE).close());

            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(3));
            assertThat(failure.mayPass()).isFalse();
            assertThat(failure).hasMessageContaining("the endpoint is not an S3 service");
        }
    }

    private static S3Buckets at(HttpProxy proxy, Limits limits) {
        var keys = new S3Address.Keys("key", new Secret("secret"));
        var endpoint = Optional.of(URI.create(proxy.endpoint()));
        var address = new S3Address("uploads", "avatars", endpoint, Optional.empty(), true, Optional.of(keys));
        return S3Buckets.at(address, 2, limits);
    }
}
