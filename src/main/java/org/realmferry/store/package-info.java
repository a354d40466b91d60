/* SPDX-License-Identifier: Apache-2.0 */
/** Where a server keeps its files: a local uploads folder. */
@NullMarked
package org.realmferry.store;

import org.jspecify.annotations.NullMarked;
