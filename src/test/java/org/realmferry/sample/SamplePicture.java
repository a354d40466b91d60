/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Square PNG pictures of one colour, the same bytes on every machine. */
final class SamplePicture {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private SamplePicture() {}

    /** A picture of {@code side} pixels in a colour of 24 bits. */
    static byte[] png(int side, int colour) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(SIGNATURE);
        png.writeBytes(chunk("IHDR", header(side)));
        png.writeBytes(chunk("IDAT", pixels(side, colour)));
        png.writeBytes(chunk("IEND", new byte[0]));
        return png.toByteArray();
    }

    private static byte[] header(int side) {
        byte[] eightBitsOfRedGreenBlue = {8, 2, 0, 0, 0};
        return ByteBuffer.allocate(13)
                .putInt(side)
                .putInt(side)
                .put(eightBitsOfRedGreenBlue)
                .array();
    }

    /** Stored, not compressed: two versions of zlib would not agree on the bytes. */
    private static byte[] pixels(int side, int colour) {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        byte[] pixel = {(byte) (colour >> 16), (byte) (colour >> 8), (byte) colour};
        try (DeflaterOutputStream out = new DeflaterOutputStream(stored, new Deflater(Deflater.NO_COMPRESSION))) {
            for (int line = 0; line < side; line++) {
                out.write(0);
                for (int x = 0; x < side; x++) {
                    out.write(pixel);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return stored.toByteArray();
    }

    private static byte[] chunk(String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(name)
                .put(data)
                .putInt((int) crc.getValue())
                .array();
    }
}
