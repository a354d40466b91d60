/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.util.OptionalLong;

/**
 * How much all workers together may ask of a store each second.
 *
 * @param requests to S3 only, repeated ones too
 */
public record Limits(OptionalLong bytesPerSecond, OptionalLong requests) {
    public static final Limits NONE = new Limits(OptionalLong.empty(), OptionalLong.empty());
}
