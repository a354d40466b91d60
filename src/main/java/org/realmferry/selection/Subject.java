/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

/** What an archive is of: a realm, or a single user. */
public sealed interface Subject permits Scope, SingleUser {
    Realm realm();
}
