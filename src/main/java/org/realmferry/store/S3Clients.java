/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.time.Duration;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The SDK's client as we want it. */
final class S3Clients {
    private static final int TRIES = 6;
    private static final int FEW_TRIES = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** With less, a request is tried less often, too. */
    private static final Duration MUCH_PATIENCE = Duration.ofMinutes(1);

    private S3Clients() {}

    static S3Client of(S3Address address, int connections, Limits limits) {
        Duration silence = silence(limits.patience());
        Pace requests = new Pace(limits.requests());
        S3ClientBuilder client = S3Client.builder()
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(connections + 1)
                        .connectionTimeout(shorter(CONNECT, silence))
                        .socketTimeout(silence))
                .credentialsProvider(credentials(address))
                .region(region(address))
                .forcePathStyle(address.pathStyle())
                // S3s other than Amazon's don't have its newer checksums.
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .overrideConfiguration(
                        c -> c.retryStrategy(retries(limits.patience())).addExecutionInterceptor(new Paced(requests)));
        address.endpoint().ifPresentOrElse(client::endpointOverride, () -> client.crossRegionAccessEnabled(true));
        return client.build();
    }

    /** Counts each attempt of a request. */
    private record Paced(Pace requests) implements ExecutionInterceptor {
        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            requests.take(1);
        }
    }

    /** All tries of a request together fit into the patience, where it isn't of some seconds only. */
    private static Duration silence(Duration patience) {
        Duration part = shorter(SILENCE, patience.dividedBy(TRIES + 2));
        return part.compareTo(SHORTEST_SILENCE) < 0 ? SHORTEST_SILENCE : part;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Each request by itself: what others suffer doesn't shorten its tries. */
    private static StandardRetryStrategy retries(Duration patience) {
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(patience.compareTo(MUCH_PATIENCE) < 0 ? FEW_TRIES : TRIES)
                .backoffStrategy(BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE))
                .throttlingBackoffStrategy(BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE))
                .circuitBreakerEnabled(false)
                .build();
    }

    private static AwsCredentialsProvider credentials(S3Address address) {
        if (address.keys().isPresent()) {
            S3Address.Keys keys = address.keys().get();
            return StaticCredentialsProvider.create(AwsBasicCredentials.create(
                    keys.accessKey(), keys.secretKey().reveal()));
        }
        AwsCredentialsProvider chain = DefaultCredentialsProvider.builder().build();
        try {
            chain.resolveCredentials();
        } catch (SdkClientException e) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    "there are no keys for S3: zulip-secrets.conf has no s3_key and s3_secret_key, and Amazon's SDK"
                            + " finds none",
                    "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, add a profile to ~/.aws, or run realmferry on the Zulip"
                            + " server as the user zulip or as root.",
                    e);
        }
        return chain;
    }

    /** An S3 that isn't Amazon's mostly takes any region. */
    private static Region region(S3Address address) {
        if (address.region().isPresent()) {
            return Region.of(address.region().get());
        }
        if (address.endpoint().isPresent()) {
            return Region.US_EAST_1;
        }
        try {
            return new DefaultAwsRegionProviderChain().getRegion();
        } catch (SdkClientException e) {
            return Region.US_EAST_1;
        }
    }
}
