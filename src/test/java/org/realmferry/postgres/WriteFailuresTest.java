/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.source.TargetError;
import org.realmferry.source.TargetError.Kind;

/** What is said of errors of writing, also where the server speaks another language. */
class WriteFailuresTest {
    @Test
    void showsIdsAndNamesOfAKeyAndNothingElse() {
        assertThat(unique("Key (realm_id, name)=(2, general) already exists."))
                .contains("the same realm_id, name (2, general), which");
        assertThat(unique("Schlüssel »(realm_id, upper(email::text))=(2, ANN@EXAMPLE.COM)« existiert bereits."))
                .contains("the same realm_id, upper(email::text), which")
                .doesNotContain("EXAMPLE");
        assertThat(unique("Key (api_key)=(abc) already exists.")).contains("same api_key, which");
        assertThat(unique("Key (path_id)=(2/ab/cv.pdf) already exists.")).doesNotContain("cv.pdf");
        assertThat(unique("")).contains("the same key, which");
    }

    @Test
    void aValueThatDoesNotFitIsInNoTextOfTheFailure() {
        Failure failure = WriteFailures.writing(
                "zerver_realm",
                error("22P02", "\0Minvalid input syntax: \"Ann\"\0WCOPY zerver_realm, line 3, column plan: \"Ann\""));

        assertThat(failure).hasMessageContaining("COPY zerver_realm, line 3, column plan (SQLSTATE 22P02)");
        for (Throwable e = failure; e != null; e = e.getCause()) {
            assertThat(e.getMessage()).doesNotContain("Ann");
        }
    }

    @Test
    void hiddenRowsNeedAnotherUser() {
        Failure failure = WriteFailures.writing("zerver_realm", error("42501", "\0MRichtlinie\0Rcheck_enable_rls"));

        assertThat(failure.remedy()).contains("BYPASSRLS");
    }

    @Test
    void noAnswerToACommitIsNoRefusal() {
        SQLException lost = new PSQLException("An I/O error", PSQLState.CONNECTION_FAILURE);
        Failure unanswered = WriteFailures.unanswered("committing", lost);

        assertThat(unanswered.status()).isEqualTo(ExitStatus.TARGET_UNKNOWN);
        assertThat(unanswered.mayPass()).isFalse();
        assertThat(WriteFailures.writing("zerver_realm", lost).mayPass()).isTrue();
        assertThat(TargetError.of(unanswered).orElseThrow().kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(TargetError.of(new Failure(ExitStatus.TARGET, "x", "y"))).isEmpty();
    }

    private static String unique(String detail) {
        Failure failure =
                WriteFailures.writing("zerver_x", error("23505", "\0Mdoppelt\0D" + detail + "\0tzerver_x\0nx_idx"));
        return String.join("; ", failure.problems());
    }

    private static PSQLException error(String state, String rest) {
        return new PSQLException(new ServerErrorMessage("SERROR\0C" + state + rest + "\0"), false);
    }
}
