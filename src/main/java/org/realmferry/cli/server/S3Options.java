/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.config.ZulipConfig;
import org.realmferry.store.S3Address;
import picocli.CommandLine.Option;

/** The options that say where a Zulip server keeps its files in S3; what is given by hand wins. */
final class S3Options {
    @Option(names = "--s3-uploads-bucket", paramLabel = "B", description = "S3 bucket of uploads")
    private @Nullable String uploadsBucket;

    @Option(names = "--s3-avatars-bucket", paramLabel = "B", description = "S3 bucket of avatars, emoji and icons")
    private @Nullable String avatarsBucket;

    @Option(names = "--s3-endpoint", paramLabel = "URL", description = "Endpoint of an S3 service other than Amazon's")
    private @Nullable String endpoint;

    @Option(names = "--s3-region", paramLabel = "R", description = "S3 region. Default: Zulip's or the AWS profile's")
    private @Nullable String region;

    @Option(
            names = "--s3-path-style",
            arity = "0..1",
            fallbackValue = "yes",
            paramLabel = "yes|no",
            description = {
                "Put the bucket into the URL's path. Default: if an endpoint is set.",
                "All S3 settings default to Zulip's configuration,",
                "keys also to the places where Amazon's tools look"
            })
    private @Nullable String pathStyle;

    /** Whether any of them is given. */
    boolean given() {
        return Stream.of(uploadsBucket, avatarsBucket, endpoint, region, pathStyle)
                .anyMatch(o -> o != null);
    }

    /** Whether nothing but keys is left to know. */
    boolean complete() {
        return uploadsBucket != null && avatarsBucket != null;
    }

    /** Fails with {@code COMMAND_LINE} where something is missing or wrong. */
    S3Address address(Optional<ZulipConfig> config) {
        Optional<ZulipConfig.S3> zulips = config.map(ZulipConfig::s3);
        Optional<URI> url = endpoint == null
                ? zulips.flatMap(ZulipConfig.S3::endpoint).map(S3Options::url)
                : Optional.of(url(endpoint));
        boolean own = url.equals(zulips.flatMap(ZulipConfig.S3::endpoint).map(URI::create));
        return new S3Address(
                bucket("--s3-uploads-bucket", uploadsBucket, zulips.flatMap(ZulipConfig.S3::uploadsBucket), config),
                bucket("--s3-avatars-bucket", avatarsBucket, zulips.flatMap(ZulipConfig.S3::avatarsBucket), config),
                url,
                Optional.ofNullable(region).or(() -> zulips.filter(z -> own).flatMap(ZulipConfig.S3::region)),
                pathStyle(url, zulips),
                // Zulip's own keys are for Zulip's own S3 only.
                zulips.filter(z -> own)
                        .flatMap(ZulipConfig.S3::keys)
                        .map(k -> new S3Address.Keys(k.key(), k.secret())));
    }

    private boolean pathStyle(Optional<URI> url, Optional<ZulipConfig.S3> zulips) {
        if (pathStyle != null) {
            return isYes(pathStyle);
        }
        String style =
                zulips.flatMap(ZulipConfig.S3::addressingStyle).orElse("auto").toLowerCase(Locale.ROOT);
        return style.equals("path") || (url.isPresent() && !style.equals("virtual"));
    }

    private static boolean isYes(String text) {
        if (!text.equals("yes") && !text.equals("no")) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    "--s3-path-style " + text + " is neither yes nor no",
                    "Give --s3-path-style, or --s3-path-style=no.");
        }
        return text.equals("yes");
    }

    private static String bucket(
            String option, @Nullable String given, Optional<String> zulips, Optional<ZulipConfig> config) {
        String name = given != null
                ? given
                : zulips.orElseThrow(() -> DatabaseOptions.missing("a bucket of S3", option, config));
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,254}")) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    option + " " + name + " is not the name of a bucket",
                    "Give its name alone, without s3:// or a path.");
        }
        return name;
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            boolean plain = url.getUserInfo() == null && url.getQuery() == null && url.getFragment() == null;
            if (plain
                    && url.getHost() != null
                    && String.valueOf(url.getScheme()).matches("https?")) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Told below, without the text: it may hold a password.
        }
        throw new Failure(
                ExitStatus.COMMAND_LINE,
                "--s3-endpoint is not an S3 URL: it must be http(s)://HOST[:PORT], without a user name or password",
                "Give one such as https://minio.example.com:9000.");
    }
}
