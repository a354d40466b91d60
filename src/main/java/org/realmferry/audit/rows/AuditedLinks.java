/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit.rows;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.realmferry.archive.Fingerprints;

/**
 * Which messages link to which uploaded files. Of a file's path only the folders count: they are random, and unlike the
 * name always written in one way.
 */
public final class AuditedLinks {
    private static final Pattern LINK = Pattern.compile("user[-_]uploads[/.-]([A-Za-z0-9_/-]+/)");

    private final Fingerprints links = new Fingerprints();

    public void add(AuditedRow message) {
        String content = message.optionalText("content").orElse("");
        if (content.contains("uploads")) {
            Matcher link = LINK.matcher(content);
            while (link.find()) {
                addFolders(message.id(), link.group(1));
            }
        }
    }

    private void addFolders(long message, String path) {
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
            links.add(String.valueOf(message), path.substring(0, end));
        }
    }

    /** Whether a message links to a file. */
    public boolean has(long message, String path) {
        return links.contains(String.valueOf(message), path.substring(0, Math.max(0, path.lastIndexOf('/'))));
    }
}
