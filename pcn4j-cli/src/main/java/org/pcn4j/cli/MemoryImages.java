package org.pcn4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.pcn4j.analysis.StepSize;
import org.pcn4j.data.Ground;
import org.pcn4j.data.ImageFile;
import org.pcn4j.data.ImageReading;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Images in files as what a memory stores and recalls. */
final class MemoryImages {
    static final int GRAY = 1;
    static final int COLOR = 3;

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
            if (!resized) {
                PictureSizes.require(files.get(i), height, width, remedy);
            }
            float[] pixels = new ImageFile(files.get(i)).read(reading, height, width);
            System.arraycopy(pixels, 0, all, i * each, each);
        }
        return Tensor.of(shape.batched(files.size()), all);
    }

    /** Tells whether images are gray, whatever their files hold: red, green and blue of each pixel are one. */
    static boolean areGray(Tensor images) {
        double[] levels = images.toDoubles();
        int plane = Math.toIntExact(images.size(2) * images.size(3));
        for (int i = 0; i < levels.length; i++) {
            int channel = i / plane % COLOR;
            if (levels[i] != levels[i - channel * plane]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the files that are named, and those of folders and of folders in them in the order of their names.
     *
     * @param purpose of the images, as in "to store", for the complaint where there is none
     */
    static List<Path> files(List<Path> images, String purpose, CommandLine command) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path image : images) {
            if (Files.isDirectory(image)) {
                try (Stream<Path> inside = Files.walk(image)) {
                    inside.filter(file -> Files.isRegularFile(file)
                                    && file.getFileName()
                                            .toString()
                                            .toLowerCase(Locale.ROOT)
                                            .matches("[^.].*\\.(png|jpe?g|gif|bmp)"))
                            .sorted()
                            .forEach(files::add);
                }
            } else {
                files.add(image);
            }
        }
        if (files.isEmpty()) {
            throw new ParameterException(
                    command,
                    "there is no image " + purpose
                            + (images.isEmpty()
                                    ? ": expected image files, or folders of them"
                                    : ": " + images + " hold no PNG, JPEG, GIF or BMP file"));
        }
        return files;
    }

    /** Warns of a step of inference by which values do not converge. */
    static void warnOfStep(StepSize step, CommandLine command) {
        if (step.isBeyond()) {
            command.getErr()
                    .println(String.format(
                            Locale.ROOT,
                            "warning: γλ is %.3g, and values converge only below %.3g; the largest safe --gamma is %.3g",
                            step.product(),
                            step.limit().orElseThrow(),
                            step.largestGamma().orElseThrow()));
        }
    }

    /** Returns the size of images in words. */
    static String named(Shape shape) {
        return shape.size(1) + "x" + shape.size(2) + " pixels in " + (shape.size(0) == 1 ? "gray" : "color");
    }
}
