/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import java.text.Normalizer;
import java.util.Set;

/** Names of uploads as Zulip has them: letters, digits, dots, underscores and hyphens of any script. */
final class UploadName {
    private static final String WITHOUT_NAME = "uploaded-file";
    private static final Set<String> NO_NAMES = Set.of("", ".", "..");

    private UploadName() {}

    /** The name under which a file is stored. */
    static String sanitize(String name) {
        StringBuilder kept = new StringBuilder();
        Normalizer.normalize(name, Normalizer.Form.NFKC)
                .codePoints()
                .filter(UploadName::isKept)
                .map(c -> isSpace(c) ? ' ' : c)
                .forEach(kept::appendCodePoint);
        String result = kept.toString().strip().replaceAll("[- ]+", "-");
        return NO_NAMES.contains(result) ? WITHOUT_NAME : result;
    }

    private static boolean isKept(int c) {
        return isWord(c) || isSpace(c) || c == '.' || c == '-';
    }

    /** As Python's {@code \w}: no combining marks, but numbers of all kinds. */
    private static boolean isWord(int c) {
        return Character.isLetterOrDigit(c)
                || c == '_'
                || Character.getType(c) == Character.LETTER_NUMBER
                || Character.getType(c) == Character.OTHER_NUMBER;
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}
