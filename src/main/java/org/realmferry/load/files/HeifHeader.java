/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import javax.imageio.stream.ImageInputStream;

/**
 * The boxes of an AVIF or HEIC file (ISO/IEC 23008-12), as far as they tell its size. An image may be made of tiles and
 * have a preview beside it: the largest of all is taken for the one that is shown.
 */
final class HeifHeader {
    private static final int BOX_HEADER = 8;
    private static final int VERSION = 4;
    private static final Set<String> BRANDS = Set.of("avif", "heic", "heix", "mif1");
    private static final Set<String> HOLDERS = Set.of("meta", "iprp", "ipco");

    private final ImageInputStream in;
    private int width;
    private int height;
    private boolean turned;

    private HeifHeader(ImageInputStream in) {
        this.in = in;
    }

    /** Empty, and the stream where it was, for another format, and for one that moves. */
    static Optional<ImageFacts> facts(ImageInputStream in) throws IOException {
        long begin = in.getStreamPosition();
        try {
            long length = in.readUnsignedInt();
            if (!name(in).equals("ftyp") || !BRANDS.contains(name(in))) {
                return Optional.empty();
            }
            return new HeifHeader(in).read(begin + length);
        } catch (EOFException e) {
            return Optional.empty();
        } finally {
            in.seek(begin);
        }
    }

    private Optional<ImageFacts> read(long from) throws IOException {
        try {
            boxes(from, Long.MAX_VALUE, HOLDERS.size());
        } catch (EOFException e) {
            // After the last box.
        }
        if (width == 0 || height == 0) {
            return Optional.empty();
        }
        return Optional.of(turned ? new ImageFacts(height, width, 1) : new ImageFacts(width, height, 1));
    }

    private void boxes(long from, long to, int levels) throws IOException {
        for (long at = from; at < to; ) {
            in.seek(at);
            long length = in.readUnsignedInt();
            String name = name(in);
            long content = at + BOX_HEADER;
            if (length < BOX_HEADER) {
                // To the end of the file, or longer than any header is.
                return;
            }
            if (levels > 0 && HOLDERS.contains(name)) {
                boxes(name.equals("meta") ? content + VERSION : content, at + length, levels - 1);
            } else {
                property(name);
            }
            at += length;
        }
    }

    private void property(String name) throws IOException {
        if (name.equals("ispe")) {
            in.skipBytes(VERSION);
            int columns = in.readInt();
            int rows = in.readInt();
            if (columns > 0 && rows > 0 && (long) columns * rows > (long) width * height) {
                width = columns;
                height = rows;
            }
        } else if (name.equals("irot")) {
            turned = in.readUnsignedByte() % 2 == 1;
        }
    }

    private static String name(ImageInputStream in) throws IOException {
        byte[] name = new byte[Integer.BYTES];
        in.readFully(name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }
}
