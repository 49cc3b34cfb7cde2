package org.pcn4j.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.pcn4j.data.ImageFile;
import org.pcn4j.tensor.Shape;

/** The sizes of images in files. */
final class PictureSizes {
    private PictureSizes() {}

    /**
     * Makes sure that an image is of a size.
     *
     * @param remedy what to say at the end
     * @throws IllegalArgumentException if it is of another: of which
     * @throws org.pcn4j.data.DataException if it is no image
     */
    static void require(Path file, int height, int width, String remedy) {
        Shape found = new ImageFile(file).shape(1);
        if (found.size(1) != height || found.size(2) != width) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s is %dx%d, expected %dx%d (height x width)%s",
                    file,
                    found.size(1),
                    found.size(2),
                    height,
                    width,
                    remedy));
        }
    }
}
