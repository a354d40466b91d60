/* SPDX-License-Identifier: Apache-2.0 */
/** Commands, options, exit statuses and what a person sees; wires the other packages together by plain constructors. */
@NullMarked
package org.realmferry.cli;

import org.jspecify.annotations.NullMarked;
