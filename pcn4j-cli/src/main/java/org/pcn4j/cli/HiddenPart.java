package org.pcn4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pcn4j.data.ImageFile;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.settings.Words;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Which pixels of an image a network does not see. */
final class HiddenPart {
    private static final double HALF = 0.5;

    /** Halves of an image. */
    enum Half {
        LOWER,
        UPPER,
        LEFT,
        RIGHT;

        String label() {
            return name().toLowerCase(Locale.ROOT) + "-half";
        }

        boolean hides(int row, int column, int height, int width) {
            return switch (this) {
                case LOWER -> row >= height / 2;
                case UPPER -> row < height / 2;
                case LEFT -> column < width / 2;
                case RIGHT -> column >= width / 2;
            };
        }
    }

    private HiddenPart() {}

    static List<String> names() {
        return Arrays.stream(Half.values()).map(Half::label).toList();
    }

    /** Returns what is wrong with the name of a mask, if it is neither a half nor a file. */
    static Optional<String> complaint(String mask) {
        return names().contains(mask) || Files.exists(Path.of(mask))
                ? Optional.empty()
                : Optional.of(Words.unknown("mask", mask, names())
                        + "; or the file of an image whose dark pixels are hidden");
    }

    /**
     * Returns which numbers of an image are seen.
     *
     * @param mask a half, or the file of an image of the same size whose dark pixels are hidden
     * @param shape [channels, height, width]
     * @param command of which it is an option
     * @throws ParameterException if it is neither, or of another size, or hides all
     * @throws org.pcn4j.data.DataException if the file cannot be read
     */
    static boolean[] known(String mask, Shape shape, CommandLine command) {
        try {
            return known(mask, shape);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, "--mask: " + e.getMessage());
        }
    }

    private static boolean[] known(String mask, Shape shape) {
        int height = Math.toIntExact(shape.size(1));
        int width = Math.toIntExact(shape.size(2));
        boolean[] known = new boolean[Math.toIntExact(shape.elements())];
        Optional<Half> half = Arrays.stream(Half.values())
                .filter(each -> each.label().equals(mask))
                .findFirst();
        float[] seen = half.isPresent() ? new float[0] : read(mask, height, width);
        boolean any = false;
        for (int i = 0; i < known.length; i++) {
            int place = i % (height * width);
            known[i] = half.map(each -> !each.hides(place / width, place % width, height, width))
                    .orElseGet(() -> seen[place] > HALF);
            any |= known[i];
        }
        if (!any) {
            throw new IllegalArgumentException(mask + " hides all pixels, so that nothing is known of the images");
        }
        return known;
    }

    private static float[] read(String mask, int height, int width) {
        complaint(mask).ifPresent(complaint -> {
            throw new IllegalArgumentException(complaint);
        });
        Path file = Path.of(mask);
        PictureSizes.require(file, height, width, ", the size of the images");
        return new ImageFile(file).read(1, height, width);
    }
}
