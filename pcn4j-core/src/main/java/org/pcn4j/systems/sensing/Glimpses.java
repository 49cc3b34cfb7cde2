package org.pcn4j.systems.sensing;

import java.util.ArrayList;
import java.util.List;

/**
 * The places of a picture that can be looked at: squares, evenly spread in rows and columns from edge to edge. They may overlap.
 *
 * @param channels of the picture, all of which a look shows
 * @param height of the picture
 * @param width of the picture
 * @param size of a square, at least 1
 * @param across how many places there are in a row, and in a column, at least 1
 */
public record Glimpses(int channels, int height, int width, int size, int across) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if squares do not fit into the picture
     */
    public Glimpses {
        if (size < 1 || size > Math.min(height, width)) {
            throw new IllegalArgumentException("a look at a picture of " + height + "×" + width + " is 1 to "
                    + Math.min(height, width) + " pixels wide, not " + size);
        }
        if (across < 1) {
            throw new IllegalArgumentException("there is one place to look at in a row at least, not " + across);
        }
    }

    /** Returns how many places there are. */
    public int count() {
        return across * across;
    }

    /** Returns the first row of a place. */
    public int top(int place) {
        return spread(place / across, height - size);
    }

    /** Returns the first column of a place. */
    public int left(int place) {
        return spread(place % across, width - size);
    }

    private int spread(int step, int room) {
        return across == 1 ? room / 2 : (int) Math.round((double) step * room / (across - 1));
    }

    /** Returns where the numbers of a place stand in the picture, channel by channel and row by row. */
    public List<Integer> pixels(int place) {
        List<Integer> pixels = new ArrayList<>();
        for (int channel = 0; channel < channels; channel++) {
            for (int row = top(place); row < top(place) + size; row++) {
                for (int column = left(place); column < left(place) + size; column++) {
                    pixels.add((channel * height + row) * width + column);
                }
            }
        }
        return pixels;
    }
}
