/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What an export notes of each archive so that it can resume: finished message files, their places, and patches of files whose
 * rows changed.
 */
@NullMarked
package org.realmferry.extract.journal;

import org.jspecify.annotations.NullMarked;
