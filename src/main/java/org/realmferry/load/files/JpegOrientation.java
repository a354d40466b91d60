/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/** What the Exif segment of a JPEG file says of its orientation (CIPA DC-008, tag 274). */
final class JpegOrientation {
    private static final int BEGIN = 0xffd8;
    private static final int EXIF_SEGMENT = 0xffe1;
    private static final int FIRST_MARKER = 0xffc0;
    private static final int SCAN = 0xffda;
    private static final int EXIF = 0x45786966;
    private static final int LITTLE = 0x4949;
    private static final int TAG = 274;
    private static final int ENTRY = 12;
    private static final int VALUE = 8;

    /** From here to 8 width and height change places. */
    private static final int FIRST_TURNED = 5;

    private static final int LAST_TURNED = 8;

    private JpegOrientation() {}

    /** Whether a file shows an image turned by 90 degrees; the stream stays where it was. */
    static boolean isTurned(ImageInputStream in) throws IOException {
        long begin = in.getStreamPosition();
        try {
            int orientation = in.readUnsignedShort() == BEGIN ? orientation(in) : 0;
            return orientation >= FIRST_TURNED && orientation <= LAST_TURNED;
        } catch (EOFException e) {
            return false;
        } finally {
            in.setByteOrder(ByteOrder.BIG_ENDIAN);
            in.seek(begin);
        }
    }

    private static int orientation(ImageInputStream in) throws IOException {
        for (int marker = in.readUnsignedShort(); marker >= FIRST_MARKER && marker != SCAN; ) {
            long next = in.getStreamPosition();
            next += in.readUnsignedShort();
            if (marker == EXIF_SEGMENT && in.readInt() == EXIF) {
                in.skipBytes(Short.BYTES);
                return ofTiff(in);
            }
            in.seek(next);
            marker = in.readUnsignedShort();
        }
        return 0;
    }

    private static int ofTiff(ImageInputStream in) throws IOException {
        long begin = in.getStreamPosition();
        in.setByteOrder(in.readUnsignedShort() == LITTLE ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        in.skipBytes(Short.BYTES);
        in.seek(begin + in.readUnsignedInt());
        int entries = in.readUnsignedShort();
        for (int i = 0; i < entries; i++) {
            long entry = in.getStreamPosition();
            if (in.readUnsignedShort() == TAG) {
                in.seek(entry + VALUE);
                return in.readUnsignedShort();
            }
            in.seek(entry + ENTRY);
        }
        return 0;
    }
}
