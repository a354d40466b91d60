/* SPDX-License-Identifier: Apache-2.0 */
/** Which message files of an earlier attempt still hold what an export would write now. docs/consistency.md has the proof. */
@NullMarked
package org.realmferry.extract.resume;

import org.jspecify.annotations.NullMarked;
