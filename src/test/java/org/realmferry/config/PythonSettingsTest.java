/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonSettingsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "A = 'x'",
                "A=\"x\"",
                "A = 'x'  # the 'y'",
                "A: str = 'x'",
                "A = u'x'",
                "A = 'x'\r\nB = 'y'\r\n",
                "A = 'y'\nA = 'x'",
                "A = \\\n  'x'",
                "A = f'y'\nA = 'x'",
                "'''\nA = 'y'\n'''\nA = 'x'\n\"\"\"\nA = 'y'\n\"\"\"",
                "A = 'x'\nB = (\n  'one',\nA == 'y')",
                "A = 'x'\n#A = 'y'",
                "A = 'x'\nAA = 'y'\nif A == 'y':\n  pass\n",
                "A = '\\x78'",
                "A = '\\170'"
            })
    void readsPlainText(String text) {
        assertThat(PythonSettings.parse(text).value("A")).contains("x");
        assertThat(PythonSettings.parse(text).isComputed("A")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A = f'x'",
                "A = 'x' + 'y'",
                "A = 'x'\nA += 'y'",
                "A = 'x'\nif B:\n    A = 'y'",
                "A = os.environ['x']",
                "A = '''x'''",
                "A = ('x')",
                "A = True",
                "A = b'x'",
                "A = 'x'\nA = get('y')"
            })
    void knowsWhatItCanNotKnow(String text) {
        assertThat(PythonSettings.parse(text).value("A")).isEmpty();
        assertThat(PythonSettings.parse(text).isComputed("A")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A = None", "A = ''", "B = 'x'", "# A = 'x'", "f(\nA='x')"})
    void takesNoneAndNothingForAbsence(String text) {
        assertThat(PythonSettings.parse(text).value("A")).isEmpty();
        assertThat(PythonSettings.parse(text).isComputed("A")).isFalse();
    }

    @Test
    void understandsQuotesAndEscapes() {
        var settings = PythonSettings.parse("""
                A = "a # b"  # c
                B = 'We love Apos\\'trophes and Back\\\\slashes'
                C = r'a\\nb'
                D = 'tab\\t, \\u00e9, \\q'
                E = 5432
                F = "it's"
                """);
        assertThat(settings.value("A")).contains("a # b");
        assertThat(settings.value("B")).contains("We love Apos'trophes and Back\\slashes");
        assertThat(settings.value("C")).contains("a\\nb");
        assertThat(settings.value("D")).contains("tab\t, é, \\q");
        assertThat(settings.value("E")).contains("5432");
        assertThat(settings.value("F")).contains("it's");
    }

    @Test
    void survivesALongText() {
        String text = "B = '''" + "a'\\n\n".repeat(20_000) + "'''\nA = 'x'\n";
        assertThat(PythonSettings.parse(text).value("A")).contains("x");
    }
}
