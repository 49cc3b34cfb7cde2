package org.pcn4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** The sizes of images in files. */
final class PictureSizes {
    private PictureSizes() {}

    /**
     * Makes sure that an image is of a size; one that cannot be read is left to whoever reads it.
     *
     * @param before what to say before its name
     * @param remedy what to say at the end
     * @throws IllegalArgumentException if it is of another: of which
     */
    static void require(Path file, int height, int width, String before, String remedy) {
        try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = stream == null ? null : ImageIO.getImageReaders(stream);
            if (readers == null || !readers.hasNext()) {
                return;
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream);
                int found = reader.getHeight(0);
                int across = reader.getWidth(0);
                if (found != height || across != width) {
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "%s'%s' is %dx%d, the model reads %dx%d%s",
                            before,
                            file,
                            found,
                            across,
                            height,
                            width,
                            remedy));
                }
            } finally {
                reader.dispose();
            }
        } catch (IOException e) {
            // Whoever reads it says what is wrong with it.
            return;
        }
    }
}
