/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.realmferry.sample.EmbeddedServer;

/** Random values through a real COPY. */
class CopyTextIT {
    private static final int ROWS = 2000;
    private static final int[] SPECIAL =
            "\\\"/\b\f\n\r\t.N'\u0001\u001f\u007f é€😀\uffff".codePoints().toArray();

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(30); length > 0; length--) {
            text.appendCodePoint(
                    random.nextInt(4) == 0 ? 'a' + random.nextInt(26) : SPECIAL[random.nextInt(SPECIAL.length)]);
        }
        return text.toString();
    }

    private static String json(String text, boolean ascii) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.configure(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature(), ascii);
            json.writeString(text);
        }
        return out.toString();
    }

    private static void copy(CopyText out, String json, CopyType type) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        out.column();
        out.json(bytes, 0, bytes.length, type);
    }

    private static long micros(Random random) {
        // the years 1 to 9999
        return -62_135_596_800_000_000L + (long) (random.nextDouble() * 315_537_897_599_999_999L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theDatabaseHoldsWhatJsonSays(long seed) throws Exception {
        Random random = new Random(seed);
        List<String> texts = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        CopyText out = new CopyText();
        for (int i = 0; i < ROWS; i++) {
            texts.add(text(random));
            times.add(micros(random));
            String json = json(texts.get(i), random.nextBoolean());
            out.column();
            out.number(i);
            copy(out, json, CopyType.TEXT);
            copy(out, "{\"a\":" + json + "}", CopyType.JSON);
            copy(out, BigDecimal.valueOf(times.get(i), 6).toPlainString(), CopyType.TIME);
            copy(out, i % 2 == 0 ? "null" : json, CopyType.TEXT);
            out.endRow();
        }
        try (EmbeddedServer server = EmbeddedServer.start()) {
            server.createDatabase("copied");
            try (Connection connection = server.connect("copied");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE copied (id int, a text, b jsonb, c timestamptz, d text)");
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY copied FROM STDIN", new ByteArrayInputStream(out.data(), 0, out.size()));
                ResultSet rows =
                        statement.executeQuery("SELECT a, b ->> 'a', (extract(epoch FROM c) * 1000000)::bigint, d"
                                + " FROM copied ORDER BY id");
                for (int i = 0; i < ROWS; i++) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getString(1)).isEqualTo(texts.get(i));
                    assertThat(rows.getString(2)).isEqualTo(texts.get(i));
                    assertThat(rows.getLong(3)).isEqualTo(times.get(i));
                    assertThat(rows.getString(4)).isEqualTo(i % 2 == 0 ? null : texts.get(i));
                }
            }
        }
    }
}
