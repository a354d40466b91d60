/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive.disk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The small JSON files of an archive and of a run: indented, whole or not there. */
public final class JsonFile {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    /** Writes one JSON value. */
    @FunctionalInterface
    public interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private JsonFile() {}

    public static Written write(Path path, Content content) {
        return write(AtomicFile.create(path), content);
    }

    /** Writes it into a file that was begun. */
    public static Written write(AtomicFile begun, Content content) {
        try (AtomicFile file = begun;
                JsonGenerator json = JSON.createGenerator(file.stream())) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            content.writeTo(json);
            json.writeRaw('\n');
            json.flush();
            return file.commit();
        } catch (IOException e) {
            throw new UncheckedIOException("a generator writes to a file that throws no such thing", e);
        }
    }
}
