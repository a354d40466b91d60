/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Times inside of JSON that Zulip keeps in a column: seconds under {@code timestamp} in a message's edits, under {@code
 * expires_at} in a token. Python's datetime knows the years 1 to 9999 only.
 */
public final class JsonTimes {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    private static final Pattern NAME = Pattern.compile("(\\w+_)?timestamp|expires_at");
    private static final Pattern NO_TIME = Pattern.compile("(?i)[-+]?inf(inity)?|nan");
    private static final long FIRST = -62_135_596_800L;
    private static final long LAST = 253_402_300_799L;

    /**
     * JSON with times that Python can hold in place of others.
     *
     * @param field the name of the first of those others
     * @param value what it was
     */
    public record Repaired(String json, String field, String value) {}

    private JsonTimes() {}

    /** The name and value of a time that Python can't hold; empty where there is none, and where it is no JSON. */
    public static Optional<String> odd(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return repaired(bytes, 0, bytes.length).map(repaired -> repaired.field() + " " + repaired.value());
    }

    /** The same of the value on which a parser stands; the parser is at its end then. */
    public static Optional<String> odd(JsonParser json) throws IOException {
        Optional<String> odd = Optional.empty();
        int depth = 0;
        while (true) {
            JsonToken token = json.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (odd.isEmpty() && isOdd(json)) {
                odd = Optional.of(json.currentName() + " " + json.getText());
            }
            if (depth == 0) {
                return odd;
            }
            json.nextToken();
        }
    }

    /** JSON text with the nearest times that Python can hold; empty where it is right as it is, and where it is no JSON. */
    public static Optional<Repaired> repaired(byte[] data, int start, int length) {
        byte[] json = Arrays.copyOfRange(data, start, start + length);
        ByteArrayOutputStream repaired = new ByteArrayOutputStream();
        Optional<String[]> first = Optional.empty();
        int done = 0;
        try (JsonParser parser = FACTORY.createParser(json)) {
            while (parser.nextToken() != null) {
                if (isOdd(parser)) {
                    int at = (int) parser.currentTokenLocation().getByteOffset();
                    repaired.write(json, done, at - done);
                    repaired.writeBytes(nearest(parser).getBytes(StandardCharsets.US_ASCII));
                    done = at + parser.getTextLength() + (parser.hasToken(JsonToken.VALUE_STRING) ? 2 : 0);
                    if (first.isEmpty()) {
                        first = Optional.of(new String[] {parser.currentName(), parser.getText()});
                    }
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        repaired.write(json, done, json.length - done);
        return first.map(odd -> new Repaired(repaired.toString(StandardCharsets.UTF_8), odd[0], odd[1]));
    }

    private static boolean isOdd(JsonParser value) throws IOException {
        JsonToken token = value.currentToken();
        if (!token.isScalarValue()
                || value.currentName() == null
                || !NAME.matcher(value.currentName()).matches()) {
            return false;
        }
        if (token == JsonToken.VALUE_STRING) {
            return NO_TIME.matcher(value.getText()).matches();
        }
        // No number is as NaN.
        return token.isNumeric() && !(value.getDoubleValue() >= FIRST && value.getDoubleValue() < LAST + 1);
    }

    private static String nearest(JsonParser value) throws IOException {
        boolean early = value.getText().startsWith("-");
        return Long.toString(early ? FIRST : LAST);
    }
}
