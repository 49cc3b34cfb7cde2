package org.pcn4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.pcn4j.data.Ground;
import org.pcn4j.data.ImageFile;
import org.pcn4j.data.ImageReading;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** Images in files as what a memory stores and recalls. */
final class MemoryImages {
    private MemoryImages() {}

    /**
     * Reads images.
     *
     * @param shape of each: [1 or 3, height, width]
     * @param resized whether others are scaled; otherwise they are refused
     * @param remedy what to say then
     * @return [B, channels, height, width], which the caller closes or leaves to its scope
     */
    static Tensor read(List<Path> files, Shape shape, boolean resized, String remedy) {
        int height = Math.toIntExact(shape.size(1));
        int width = Math.toIntExact(shape.size(2));
        int each = Math.toIntExact(shape.elements());
        ImageReading reading = new ImageReading(Math.toIntExact(shape.size(0)), Ground.WHITE);
        float[] all = new float[Math.multiplyExact(each, files.size())];
        for (int i = 0; i < files.size(); i++) {
            ImageFile file = new ImageFile(files.get(i));
            Shape found = file.shape(reading.channels());
            if (!resized && !found.equals(shape)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s is %dx%d, expected %dx%d (height x width)%s",
                        files.get(i),
                        found.size(1),
                        found.size(2),
                        height,
                        width,
                        remedy));
            }
            System.arraycopy(file.read(reading, height, width), 0, all, i * each, each);
        }
        return Tensor.of(shape.batched(files.size()), all);
    }

    /** Returns the size of images in words. */
    static String named(Shape shape) {
        return shape.size(1) + "x" + shape.size(2) + " pixels in " + (shape.size(0) == 1 ? "gray" : "color");
    }
}
