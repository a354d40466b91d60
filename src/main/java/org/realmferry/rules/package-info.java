/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What Zulip's tables mean: one declarative rule for each table, in six files, one for each class of data and in the
 * order in which they are processed. Everything that leaves a server is decided here.
 */
@NullMarked
package org.realmferry.rules;

import org.jspecify.annotations.NullMarked;
