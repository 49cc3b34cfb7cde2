package org.pcn4j.data;

import java.util.Locale;
import java.util.Objects;

/**
 * How pictures become numbers, whatever they are stored as: the same for those that are learned from and for those that
 * a network is asked about. Pictures are always turned upright, as their EXIF orientation says. Immutable.
 *
 * @param channels 1 for gray, 3 for red, green and blue
 * @param ground what is seen through transparent parts
 */
public record ImageReading(int channels, Ground ground) {
    private static final int GRAY = 1;
    private static final int COLOR = 3;

    /**
     * Checks the channels.
     *
     * @throws IllegalArgumentException if there are neither 1 nor 3
     */
    public ImageReading {
        Objects.requireNonNull(ground, "ground");
        if (channels != GRAY && channels != COLOR) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "channels of an image: expected 1 or 3, found %d", channels));
        }
    }

    /** Returns gray, as bright as colors look, on white. */
    public static ImageReading gray() {
        return new ImageReading(GRAY, Ground.WHITE);
    }

    /** Returns red, green and blue, on white. */
    public static ImageReading color() {
        return new ImageReading(COLOR, Ground.WHITE);
    }

    /** Returns the same on another ground. */
    public ImageReading on(Ground other) {
        return new ImageReading(channels, other);
    }
}
