/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a JSON file of an archive row by row, however large it is: an object whose members may be lists of rows, or one
 * such list. A key that is there twice is an error: which of two values counts is left to no reader's choice.
 *
 * <p>The stream stays open. What is wrong with the JSON comes as {@link JsonProcessingException}; {@link #problem} says
 * it in words.
 */
public final class RowFileReader implements AutoCloseable {
    private static final JsonFactory FAST =
            JsonFactory.builder().disable(StreamReadFeature.AUTO_CLOSE_SOURCE).build();
    private static final JsonFactory STRICT =
            FAST.rebuild().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final JsonParser parser;

    private RowFileReader(JsonParser parser) {
        this.parser = parser;
    }

    /** A file that is JSON, but not the one that belongs here. */
    private static final class WrongShape extends JsonProcessingException {
        WrongShape(String problem, JsonLocation place) {
            super(problem, place);
        }
    }

    /** Begins to read; the parser stands on the first token. */
    public static RowFileReader open(InputStream in) throws IOException {
        return open(STRICT, in);
    }

    /** As {@link #open}, a fifth faster, for who looks out for keys that are there twice. */
    public static RowFileReader openFast(InputStream in) throws IOException {
        return open(FAST, in);
    }

    private static RowFileReader open(JsonFactory factory, InputStream in) throws IOException {
        JsonParser parser = factory.createParser(in);
        parser.nextToken();
        return new RowFileReader(parser);
    }

    /** The parser, on the row or the value that is being read. Who takes it reads to the row's end. */
    public JsonParser parser() {
        return parser;
    }

    public void beginObject() throws IOException {
        expect(JsonToken.START_OBJECT, "an object");
    }

    /** Goes to the value of the next member of the object; false at its end. */
    public boolean nextMember() throws IOException {
        return parser.nextToken() != JsonToken.END_OBJECT && parser.nextToken() != null;
    }

    /** The name of the member that is being read. */
    public String member() throws IOException {
        return parser.currentName();
    }

    /** Begins the list at which the parser stands. */
    public void beginList(String what) throws IOException {
        expect(JsonToken.START_ARRAY, what);
    }

    /** Goes to the next row of the list; false at its end. */
    public boolean nextRow(String what) throws IOException {
        if (parser.nextToken() == JsonToken.END_ARRAY) {
            return false;
        }
        expect(JsonToken.START_OBJECT, what);
        return true;
    }

    /** Goes to the next number of the list; false at its end. */
    public boolean nextNumber(String what) throws IOException {
        if (parser.nextToken() == JsonToken.END_ARRAY) {
            return false;
        }
        expect(JsonToken.VALUE_NUMBER_INT, what);
        return true;
    }

    /** Nothing may follow. */
    public void end() throws IOException {
        if (parser.nextToken() != null) {
            throw wrong("there is text after its end");
        }
    }

    private void expect(JsonToken token, String expected) throws IOException {
        if (!parser.hasToken(token)) {
            throw wrong("it is not " + expected);
        }
    }

    /** The error of a file that is JSON, but not what its name says. */
    public IOException wrong(String problem) {
        return new WrongShape(problem, parser.currentLocation());
    }

    /** What is wrong with a file, without the text around it: that may be private. */
    public static String problem(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        if (e instanceof WrongShape) {
            return message;
        }
        return "line " + e.getLocation().getLineNr() + " is not valid JSON: "
                + (message.startsWith("Duplicate field") ? "duplicate key" : "it can't be parsed");
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
