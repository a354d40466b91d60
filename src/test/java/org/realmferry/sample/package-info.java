/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A Zulip server made up from a seed, on an embedded PostgreSQL: what the demo, the tests and the benchmarks export.
 *
 * <p>The same seed gives the same rows and the same files; nothing comes from the clock.
 */
@NullMarked
package org.realmferry.sample;

import org.jspecify.annotations.NullMarked;
