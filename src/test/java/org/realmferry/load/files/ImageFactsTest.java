/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.realmferry.load.files.PicturesTest.gif;
import static org.realmferry.load.files.PicturesTest.in;
import static org.realmferry.load.files.PicturesTest.pngThatClaims;
import static org.realmferry.load.files.PicturesTest.wide;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFactsTest {
    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "tiff"})
    void anImageHasItsSizeAndOneFrame(String format) throws IOException {
        assertThat(ImageFacts.of(in(wide(format, 40, 30)))).contains(new ImageFacts(40, 30, 1));
    }

    @Test
    void framesOfAnAnimationAreCounted() throws IOException {
        byte[] whole = gif(3);
        assertThat(ImageFacts.of(in(whole))).contains(new ImageFacts(64, 48, 3));

        whole[6] = 100;
        assertThat(ImageFacts.of(in(whole))).contains(new ImageFacts(100, 48, 3));
    }

    @Test
    void onlyTheHeaderIsRead() {
        assertThat(ImageFacts.of(in(pngThatClaims(30_000, 20_000)))).contains(new ImageFacts(30_000, 20_000, 1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPictureOfACameraIsSeenUpright(boolean little) throws IOException {
        assertThat(ImageFacts.of(in(turned(6, little)))).contains(new ImageFacts(30, 40, 1));
        assertThat(ImageFacts.of(in(turned(3, little)))).contains(new ImageFacts(40, 30, 1));
    }

    /** A JPEG file with an Exif segment of one entry. */
    private static byte[] turned(int orientation, boolean little) throws IOException {
        byte[] plain = wide("jpg", 40, 30);
        ByteBuffer segment = ByteBuffer.allocate(38);
        segment.putShort((short) 0xffe1).putShort((short) 36);
        segment.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
        segment.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        segment.putShort((short) (little ? 0x4949 : 0x4d4d))
                .putShort((short) 42)
                .putInt(8);
        segment.putShort((short) 1).putShort((short) 274).putShort((short) 3).putInt(1);
        segment.putShort((short) orientation).putShort((short) 0).putInt(0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(plain, 0, 2);
        out.write(segment.array());
        out.write(plain, 2, plain.length - 2);
        return out.toByteArray();
    }

    @Test
    void ofWebpTheContainerTells() {
        String lossy = "52494646240000005745425056503820180000003001009d012a2800" + "1e00" + "0000000000000000";
        String lossless = "524946461a000000574542505650384c0d0000002f" + "27400700" + "0000000000000000";
        String animated = "52494646000000005745425056503858" + "0a000000" + "02000000" + "270000" + "1d0000"
                + "414e494d06000000000000000000" + "414e4d4602000000aaaa" + "414e4d4601000000aa00";

        assertThat(ImageFacts.of(in(HexFormat.of().parseHex(lossy)))).contains(new ImageFacts(40, 30, 1));
        assertThat(ImageFacts.of(in(HexFormat.of().parseHex(lossless)))).contains(new ImageFacts(40, 30, 1));
        assertThat(ImageFacts.of(in(HexFormat.of().parseHex(animated)))).contains(new ImageFacts(40, 30, 2));
    }

    /** A box of a name with others, or bytes in hexadecimal, in it. */
    private static String box(String name, String... content) {
        String all = String.join("", content);
        return HexFormat.of().toHexDigits(8 + all.length() / 2)
                + HexFormat.of().formatHex(name.getBytes(StandardCharsets.US_ASCII))
                + all;
    }

    private static String size(int width, int height) {
        return box(
                "ispe",
                "00000000",
                HexFormat.of().toHexDigits(width),
                HexFormat.of().toHexDigits(height));
    }

    private static String heif(String brand, String... properties) {
        String begin = HexFormat.of().formatHex(brand.getBytes(StandardCharsets.US_ASCII)) + "00000000";
        return box("ftyp", begin)
                + box("meta", "00000000", box("hdlr", "00"), box("iprp", box("ipco", properties)))
                + box("mdat", "0000");
    }

    @Test
    void ofAvifAndHeicTheLargestImageCounts() {
        assertThat(ImageFacts.of(
                        in(HexFormat.of().parseHex(heif("avif", size(512, 512), size(4000, 3000), size(320, 240))))))
                .contains(new ImageFacts(4000, 3000, 1));
        assertThat(ImageFacts.of(in(HexFormat.of().parseHex(heif("heic", size(4000, 3000), box("irot", "03"))))))
                .contains(new ImageFacts(3000, 4000, 1));
        assertThat(ImageFacts.of(in(HexFormat.of().parseHex(heif("avis", size(40, 30))))))
                .isEmpty();
        assertThat(ImageFacts.of(in(HexFormat.of().parseHex(heif("avif", size(-1, 30))))))
                .isEmpty();
    }

    @Test
    void whatCantBeToldIsEmpty() throws IOException {
        assertThat(ImageFacts.of(in(new byte[0]))).isEmpty();
        assertThat(ImageFacts.of(in("RIFF".getBytes(StandardCharsets.US_ASCII))))
                .isEmpty();
        assertThat(ImageFacts.of(in("\0\0\0\u001cftypavif".getBytes(StandardCharsets.US_ASCII))))
                .isEmpty();
        assertThat(ImageFacts.of(in(Arrays.copyOf(gif(1), 8)))).isEmpty();
    }

    @Test
    void someTypesHaveARow() {
        assertThat(ImageFacts.areKeptOf("image/HEIC")).isTrue();
        assertThat(ImageFacts.areKeptOf("image/svg+xml")).isFalse();
    }
}
