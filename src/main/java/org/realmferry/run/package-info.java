/* SPDX-License-Identifier: Apache-2.0 */
/** One invocation: its directory and lock, its workers, its progress and its findings. */
@NullMarked
package org.realmferry.run;

import org.jspecify.annotations.NullMarked;
