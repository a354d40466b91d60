/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

/** What every row is held to: who is in the archive, who of them is approved, and what they could read. */
record Premises(People people, Audience audience, Conversations conversations) {}
