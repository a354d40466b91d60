/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit.scope;

/** What every row is held to: who is in the archive, who of them is approved, and what they could read. */
public record AuditScope(People people, Audience audience, AuditedConversations conversations) {}
