/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.imageio.stream.ImageInputStream;

/** The chunks of a WebP file (RFC 9649), as far as they tell its size and how many frames it has. */
final class WebpHeader {
    private static final int HEADER = 8;
    private static final int FOURTEEN_BITS = 0x3fff;
    private static final int LOSSY_SIZE = 6;

    private WebpHeader() {}

    /** Empty, and the stream where it was, for another format. */
    static Optional<ImageFacts> facts(ImageInputStream in) throws IOException {
        long begin = in.getStreamPosition();
        in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
        try {
            if (!name(in).equals("RIFF")) {
                return Optional.empty();
            }
            in.skipBytes(Integer.BYTES);
            return name(in).equals("WEBP") ? chunks(in) : Optional.empty();
        } catch (EOFException e) {
            return Optional.empty();
        } finally {
            in.seek(begin);
            in.setByteOrder(ByteOrder.BIG_ENDIAN);
        }
    }

    /** The first chunk tells the size; in a file of several, the frames are counted. */
    private static Optional<ImageFacts> chunks(ImageInputStream in) throws IOException {
        String kind = name(in);
        long length = in.readUnsignedInt();
        long next = in.getStreamPosition() + length + length % 2;
        return switch (kind) {
            case "VP8 " -> {
                in.skipBytes(LOSSY_SIZE);
                yield Optional.of(new ImageFacts(
                        in.readUnsignedShort() & FOURTEEN_BITS, in.readUnsignedShort() & FOURTEEN_BITS, 1));
            }
            case "VP8L" -> {
                in.skipBytes(1);
                int bits = in.readInt();
                yield Optional.of(new ImageFacts((bits & FOURTEEN_BITS) + 1, (bits >> 14 & FOURTEEN_BITS) + 1, 1));
            }
            case "VP8X" -> {
                in.skipBytes(Integer.BYTES);
                int width = threeBytes(in) + 1;
                int height = threeBytes(in) + 1;
                yield Optional.of(new ImageFacts(width, height, Math.max(1, frames(in, next))));
            }
            default -> Optional.empty();
        };
    }

    private static int frames(ImageInputStream in, long from) throws IOException {
        int frames = 0;
        try {
            for (long at = from; ; ) {
                in.seek(at);
                frames += name(in).equals("ANMF") ? 1 : 0;
                long length = in.readUnsignedInt();
                at += HEADER + length + length % 2;
            }
        } catch (EOFException e) {
            return frames;
        }
    }

    private static String name(ImageInputStream in) throws IOException {
        byte[] name = new byte[Integer.BYTES];
        in.readFully(name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private static int threeBytes(ImageInputStream in) throws IOException {
        return in.readUnsignedShort() | in.readUnsignedByte() << 16;
    }
}
