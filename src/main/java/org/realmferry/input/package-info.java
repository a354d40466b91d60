/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Archives of which others are made: where they are, what their manifests say, when they were taken, and their rows as
 * lines of bytes. Zulip's own are translated to that form; every file that is read to its end is held against its manifest.
 */
@NullMarked
package org.realmferry.input;

import org.jspecify.annotations.NullMarked;
