/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Where a server keeps its files, to be read or written: a local uploads folder, or two buckets in S3. The only place with
 * Amazon's SDK.
 */
@NullMarked
package org.realmferry.store;

import org.jspecify.annotations.NullMarked;
