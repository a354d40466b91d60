/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

/**
 * Where the files of a realm go.
 *
 * @param realm its new id
 */
public record NewPaths(long realm, UploadPaths uploads, AvatarPaths avatars) {}
