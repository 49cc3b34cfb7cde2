package org.pcn4j.data;

import java.nio.file.Path;

/**
 * An image in a file: PNG, JPEG, GIF, of which the first frame counts, or BMP, told by what is in the file.
 *
 * @param path the file
 */
public record ImageFile(Path path) {
    /**
     * Reads the pixels from 0, black, to 1, scaled to a size where the image has another: as {@link ImageFolder} does.
     *
     * @param channels 1 for grey, 3 for red, green and blue
     * @param height rows, at least 1
     * @param width columns, at least 1
     * @return channels · height · width numbers, channel by channel, row by row
     * @throws DataException if the file cannot be read, is no image in one of the formats or is damaged
     * @throws IllegalArgumentException if a number is out of its range
     */
    public float[] read(int channels, int height, int width) {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("channels of an image: expected 1 or 3, found " + channels);
        }
        PictureSize size = new PictureSize(height, width);
        byte[] levels = new byte[Math.multiplyExact(channels, size.pixels())];
        new PictureFile(path).read(channels).scaled(size).copy(levels, 0);
        float[] pixels = new float[levels.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (levels[i] & 0xff) / 255f;
        }
        return pixels;
    }
}
