/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.load.files.Pictures.Made;
import org.realmferry.load.files.Pictures.Png;
import org.realmferry.load.files.Pictures.TooLarge;
import org.realmferry.load.files.Pictures.Unreadable;

class PicturesTest {
    /** Red on the left and on the right, green in the centred square. */
    static byte[] wide(String format, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(Color.GREEN);
        graphics.fillRect((width - height) / 2, 0, height, height);
        graphics.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    static byte[] gif(int frames) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int i = 0; i < frames; i++) {
                BufferedImage frame = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
                frame.setRGB(i, i, 0xffffff);
                writer.writeToSequence(new IIOImage(frame, null, null), null);
            }
            writer.endWriteSequence();
        }
        return bytes.toByteArray();
    }

    /** The beginning of a PNG file that says it has so many pixels. */
    static byte[] pngThatClaims(int width, int height) {
        ByteBuffer header = ByteBuffer.allocate(17);
        header.put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height);
        header.put(new byte[] {8, 2, 0, 0, 0});
        CRC32 sum = new CRC32();
        sum.update(header.array());
        return ByteBuffer.allocate(33)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})
                .putInt(13)
                .put(header.array())
                .putInt((int) sum.getValue())
                .array();
    }

    static InputStream in(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static BufferedImage image(Made made) throws IOException {
        assertThat(made).isInstanceOf(Png.class);
        return ImageIO.read(in(((Png) made).bytes()));
    }

    @ParameterizedTest
    @CsvSource({
        "png,1600,900,100",
        "jpg,1600,900,500",
        "gif,1600,900,100",
        "png,60,40,500",
        "png,3001,1999,500",
        "png,2,1,100",
    })
    void aPictureBecomesItsCentredSquare(String format, int width, int height, int side) throws IOException {
        BufferedImage square = image(Pictures.square(in(wide(format, width, height)), side));

        assertThat(square.getWidth()).isEqualTo(side);
        assertThat(square.getHeight()).isEqualTo(side);
        for (int at : new int[] {side / 10, side / 2, side - 1 - side / 10}) {
            Color color = new Color(square.getRGB(at, side / 2));
            assertThat(color.getGreen()).isGreaterThan(240);
            assertThat(color.getRed()).isLessThan(20);
        }
    }

    @Test
    void aPictureThatClaimsTooManyPixelsIsNotDecoded() {
        assertThat(Pictures.square(in(pngThatClaims(10_001, 5)), 100))
                .isEqualTo(new TooLarge("it has 10001 x 5 pixels"));
        assertThat(Pictures.firstFrame(in(pngThatClaims(5, 10_001))))
                .isEqualTo(new TooLarge("it has 5 x 10001 pixels"));
    }

    @Test
    void whatIsNoPictureOrADamagedOneIsToldApart() {
        assertThat(Pictures.square(in("RIFF1234WEBPVP8 ".getBytes(StandardCharsets.US_ASCII)), 100))
                .isEqualTo(new Unreadable("its format is none of PNG, JPEG and GIF"));
        assertThat(Pictures.square(in(pngThatClaims(10, 10)), 100)).isEqualTo(new Unreadable("it can't be decoded"));
        assertThat(Pictures.square(in(new byte[0]), 100)).isInstanceOf(Unreadable.class);
    }

    @Test
    void anAnimatedEmojiHasAFirstFrame() throws IOException {
        BufferedImage frame = image(Pictures.firstFrame(in(gif(3))));

        assertThat(frame.getWidth()).isEqualTo(64);
        assertThat(frame.getRGB(0, 0) & 0xffffff).isEqualTo(0xffffff);
    }
}
