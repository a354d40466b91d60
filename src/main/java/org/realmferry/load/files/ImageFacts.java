/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * What a row of {@code zerver_imageattachment} says of an image.
 *
 * @param width in pixels, as the image is shown
 * @param height in pixels, as the image is shown
 * @param frames 1 where it doesn't move
 */
public record ImageFacts(int width, int height, int frames) {
    /** What Zulip makes thumbnails of. */
    private static final Set<String> TYPES =
            Set.of("image/avif", "image/gif", "image/heic", "image/jpeg", "image/png", "image/tiff", "image/webp");

    private static final Set<String> FRAMED = Set.of("tif", "tiff");

    /** Where a GIF file says how large it is. */
    private static final int GIF_SIZE = 6;

    /** Whether files of a type have such a row. */
    public static boolean areKeptOf(String contentType) {
        return TYPES.contains(contentType.toLowerCase(Locale.ROOT));
    }

    /**
     * Reads them from the headers of an image; empty where it is none of these formats, or damaged, or an AVIF that moves.
     */
    public static Optional<ImageFacts> of(InputStream content) {
        try (ImageInputStream in = new MemoryCacheImageInputStream(content)) {
            Optional<ImageFacts> webp = WebpHeader.facts(in);
            Optional<ImageFacts> heif = webp.isPresent() ? webp : HeifHeader.facts(in);
            return heif.isPresent() ? heif : withReader(in);
        } catch (IOException | RuntimeException e) {
            // Over a damaged file the JDK's readers throw what their code runs into, not only IOException.
            return Optional.empty();
        }
    }

    private static Optional<ImageFacts> withReader(ImageInputStream in) throws IOException {
        boolean turned = JpegOrientation.isTurned(in);
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        if (!readers.hasNext()) {
            return Optional.empty();
        }
        ImageReader reader = readers.next();
        try {
            reader.setInput(in);
            ImageFacts stored = reader.getFormatName().equals("gif") ? ofGif(reader, in) : ofFirst(reader);
            return Optional.of(turned ? stored.onItsSide() : stored);
        } finally {
            reader.dispose();
        }
    }

    private ImageFacts onItsSide() {
        return new ImageFacts(/* width= */ height, /* height= */ width, frames);
    }

    private static ImageFacts ofFirst(ImageReader reader) throws IOException {
        return new ImageFacts(reader.getWidth(0), reader.getHeight(0), frames(reader));
    }

    /** A frame may be only a part of the image: the header says how large that is. */
    private static ImageFacts ofGif(ImageReader reader, ImageInputStream in) throws IOException {
        int frames = reader.getNumImages(true);
        in.seek(GIF_SIZE);
        in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
        return new ImageFacts(in.readUnsignedShort(), in.readUnsignedShort(), frames);
    }

    /** What follows in a file of another format, such as a camera's preview, is no frame. */
    private static int frames(ImageReader reader) throws IOException {
        return FRAMED.contains(reader.getFormatName().toLowerCase(Locale.ROOT)) ? reader.getNumImages(true) : 1;
    }
}
