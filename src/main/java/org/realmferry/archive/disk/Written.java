/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive.disk;

/**
 * What a finished file is.
 *
 * @param bytes its size
 * @param sha256 its SHA-256 in hexadecimal
 */
public record Written(long bytes, String sha256) {}
