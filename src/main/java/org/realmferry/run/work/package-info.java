/* SPDX-License-Identifier: Apache-2.0 */
/**
 * How the work of a run is done: units for any number of workers, stages that wait for each other, progress, and the time that
 * each phase took.
 */
@NullMarked
package org.realmferry.run.work;

import org.jspecify.annotations.NullMarked;
