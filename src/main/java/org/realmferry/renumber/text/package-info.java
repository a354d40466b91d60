/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The forms that ids have in texts: links, mentions, paths of files, rendered HTML, JSON, and how new ids get into them.
 */
@NullMarked
package org.realmferry.renumber.text;

import org.jspecify.annotations.NullMarked;
