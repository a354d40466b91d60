/* SPDX-License-Identifier: Apache-2.0 */
/** Which of several states of a row a merge keeps. */
@NullMarked
package org.realmferry.merge.decide;

import org.jspecify.annotations.NullMarked;
