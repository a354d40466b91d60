/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The life of a run, the same for every command: attempts and the pauses between them, the heartbeat, the interruption, the
 * end. What a run does is its command's; what a person reads of it goes through {@link RunConsole}.
 */
@NullMarked
package org.realmferry.run.life;

import org.jspecify.annotations.NullMarked;
