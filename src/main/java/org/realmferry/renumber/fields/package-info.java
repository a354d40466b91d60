/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Mappers of the fields of rows that name ids, in the form that Zulip stores and, for comparison, in the one that its importer
 * leaves.
 */
@NullMarked
package org.realmferry.renumber.fields;

import org.jspecify.annotations.NullMarked;
