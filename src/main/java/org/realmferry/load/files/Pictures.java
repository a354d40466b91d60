/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Makes the sizes of pictures that Zulip doesn't make by itself, of PNG, JPEG and GIF. What a camera says of a picture's
 * orientation is ignored: such a picture lies on its side until its owner uploads it again.
 */
final class Pictures {
    /** In pixels, either way; a few kilobytes may claim to be more. */
    static final int LARGEST_SIDE = 10_000;

    /** Decoded are at least so many times the pixels that are wanted, each way. */
    private static final int SPARE = 2;

    private static final int LARGEST_EMOJI = 256;

    /** Decoded pictures are large. */
    private static final Semaphore AT_ONCE =
            new Semaphore(Math.min(4, Runtime.getRuntime().availableProcessors()));

    private Pictures() {}

    /** What comes of an original. */
    sealed interface Made {}

    /** A picture as PNG. */
    static final class Png implements Made {
        private final byte[] bytes;

        private Png(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    /** An original that can't be read, and why. */
    record Unreadable(String why) implements Made {}

    /** An original that isn't decoded, as that would take too much. */
    record TooLarge(String why) implements Made {}

    /** The centred square of a picture, scaled to a side of so many pixels, as Zulip cuts it. */
    static Made square(InputStream original, int side) {
        return made(original, reader -> {
            int shorter = Math.min(reader.getWidth(0), reader.getHeight(0));
            ImageReadParam part = reader.getDefaultReadParam();
            part.setSourceRegion(new Rectangle(
                    (reader.getWidth(0) - shorter) / 2, (reader.getHeight(0) - shorter) / 2, shorter, shorter));
            int step = Math.max(1, shorter / (SPARE * side));
            part.setSourceSubsampling(step, step, 0, 0);
            return scaled(reader.read(0, part), side);
        });
    }

    /** The first frame of a picture, at its own size where that is an emoji's. */
    static Made firstFrame(InputStream picture) {
        return made(picture, reader -> {
            ImageReadParam part = reader.getDefaultReadParam();
            int step = Math.max(1, Math.max(reader.getWidth(0), reader.getHeight(0)) / LARGEST_EMOJI);
            part.setSourceSubsampling(step, step, 0, 0);
            return reader.read(0, part);
        });
    }

    private interface Work {
        BufferedImage of(ImageReader reader) throws IOException;
    }

    private static Made made(InputStream picture, Work work) {
        AT_ONCE.acquireUninterruptibly();
        try {
            return read(picture, work);
        } finally {
            AT_ONCE.release();
        }
    }

    private static Made read(InputStream picture, Work work) {
        try (ImageInputStream in = new MemoryCacheImageInputStream(picture)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return new Unreadable("its format is none of PNG, JPEG and GIF");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in);
                return reader.getWidth(0) > LARGEST_SIDE || reader.getHeight(0) > LARGEST_SIDE
                        ? new TooLarge("it has " + reader.getWidth(0) + " x " + reader.getHeight(0) + " pixels")
                        : png(work.of(reader));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            // Over a damaged file the JDK's readers throw what their code runs into, not only IOException.
            return new Unreadable("it can't be decoded");
        }
    }

    private static Png png(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", out);
        }
        return new Png(bytes.toByteArray());
    }

    /** By halves, so that each pixel counts, and the rest in one step. */
    private static BufferedImage scaled(BufferedImage image, int side) {
        BufferedImage half = image;
        while (half.getWidth() >= 2 * side) {
            half = resized(half, half.getWidth() / 2, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        }
        return resized(half, side, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    }

    private static BufferedImage resized(BufferedImage image, int side, Object interpolation) {
        BufferedImage result = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = result.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, interpolation);
        graphics.setRenderingHint(RenderingHints.KEY_RENDERING, RenderingHints.VALUE_RENDER_QUALITY);
        graphics.drawImage(image, 0, 0, side, side, null);
        graphics.dispose();
        return result;
    }
}
