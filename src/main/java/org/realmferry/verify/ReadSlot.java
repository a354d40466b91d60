/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import org.realmferry.run.work.Workers;

/** What a worker holds: as many as there are jobs read at the same time, one file each. */
final class ReadSlot implements Workers.Resource {
    @Override
    public void close() {
        // There is nothing to give back.
    }
}
