/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What goes wrong with S3, in words: S3's own codes, never its messages, which may quote what was sent. */
final class S3Failures {
    private static final Set<String> OF_THE_WHOLE_STORE = Set.of(
            "AccountProblem",
            "AllAccessDisabled",
            "AuthorizationHeaderMalformed",
            "ExpiredToken",
            "InvalidAccessKeyId",
            "InvalidToken",
            "NoSuchBucket",
            "NotSignedUp",
            "PermanentRedirect",
            "RequestTimeTooSkewed",
            "SignatureDoesNotMatch");

    private S3Failures() {}

    /** Whether no other object could be had either. */
    static boolean isOfTheWholeStore(SdkException e) {
        return code(e).filter(OF_THE_WHOLE_STORE::contains).isPresent();
    }

    /** The failure of a bucket that can't be read; it may pass where S3 is not to be reached or is busy. */
    static Failure ofBucket(String bucket, S3Address address, SdkException e) {
        String where = address.endpoint().map(endpoint -> " at " + endpoint).orElse("");
        String problem = "the bucket " + bucket + where + " can't be read: " + reason(e);
        Failure failure = new Failure(ExitStatus.SOURCE, problem, remedy(e), e);
        return isRefusal(e) ? failure : failure.thatMayPass();
    }

    /** The failure of a bucket that can't be written; it may pass where S3 is not to be reached or is busy. */
    static Failure ofWriting(String bucket, S3Address address, SdkException e) {
        String where = address.endpoint().map(endpoint -> " at " + endpoint).orElse("");
        String problem = "can't write to the bucket " + bucket + where + ": " + reason(e);
        String remedy = code(e).equals(Optional.of("AccessDenied"))
                ? "The keys need the permissions s3:GetObject, s3:PutObject and s3:DeleteObject for the objects of both"
                        + " buckets and s3:ListBucket for the buckets, as Zulip's own do."
                : remedy(e);
        Failure failure = new Failure(ExitStatus.TARGET, problem, remedy, e);
        return isRefusal(e) ? failure : failure.thatMayPass();
    }

    /** Whether S3 said no, and would say so again. */
    private static boolean isRefusal(SdkException e) {
        return e instanceof AwsServiceException answer && answer.statusCode() < 500 && !answer.isThrottlingException();
    }

    /** The failure of a bucket for which something else than S3 answers: no waiting helps. */
    static Failure noS3(String bucket, S3Address address, String why, @Nullable Throwable cause) {
        String where = address.endpoint().map(endpoint -> " at " + endpoint).orElse("");
        return new Failure(
                ExitStatus.SOURCE,
                List.of("the bucket " + bucket + where + " can't be read: the endpoint is not an S3 service: " + why),
                "Give the address of the S3 API with --s3-endpoint (S3_ENDPOINT_URL in Zulip's settings), not"
                        + " that of a web page or console, and without the bucket.",
                cause);
    }

    /** What S3 or the network said. */
    static String reason(SdkException e) {
        if (code(e).equals(Optional.of("InvalidObjectState"))) {
            return ArchiveClass.objection(e);
        }
        if (e instanceof AwsServiceException answer) {
            return "S3 answers " + answer.statusCode()
                    + code(e).map(code -> " " + code).orElse("");
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof SocketTimeoutException) {
            return "no answer in time (" + root.getMessage() + ")";
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    /** S3's word for what is wrong. */
    static Optional<String> code(SdkException e) {
        return Optional.of(e)
                .filter(AwsServiceException.class::isInstance)
                .map(answer -> ((AwsServiceException) answer).awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .filter(code -> code.matches("[A-Za-z0-9.]+"));
    }

    private static String remedy(SdkException e) {
        return switch (code(e).orElse("")) {
            case "NoSuchBucket" -> "Check --s3-uploads-bucket and --s3-avatars-bucket, and --s3-endpoint.";
            case "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken" ->
                "Check the keys: s3_key and s3_secret_key in Zulip's zulip-secrets.conf, or AWS_ACCESS_KEY_ID and"
                        + " AWS_SECRET_ACCESS_KEY.";
            case "AccessDenied" ->
                "The keys need the permissions s3:GetObject and s3:ListBucket for both buckets, as Zulip's own do.";
            case "AuthorizationHeaderMalformed", "PermanentRedirect" -> "Give --s3-region with the bucket's region.";
            case "RequestTimeTooSkewed" -> "Set this machine's clock.";
            default ->
                e instanceof AwsServiceException
                        ? "Check the bucket, --s3-endpoint and --s3-path-style."
                        : "Check --s3-endpoint and the network. Finished work is kept: the same command resumes.";
        };
    }
}
