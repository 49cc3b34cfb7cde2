package org.pcn4j.data;

import java.nio.file.Path;
import org.pcn4j.tensor.Shape;

/**
 * An image in a file: PNG, JPEG, GIF, of which the first frame counts, or BMP, told by what is in the file. It becomes
 * numbers as those of an {@link ImageFolder} do.
 *
 * @param path the file
 */
public record ImageFile(Path path) {
    /**
     * Reads the pixels from 0, black, to 1, on white where they are transparent, scaled to a size where the image has
     * another.
     *
     * @param channels 1 for gray, 3 for red, green and blue
     * @param height rows, at least 1
     * @param width columns, at least 1
     * @return channels · height · width numbers, channel by channel, row by row
     * @throws DataException if the file cannot be read, is no image in one of the formats, has too many pixels or is
     *     damaged
     * @throws IllegalArgumentException if a number is out of its range
     */
    public float[] read(int channels, int height, int width) {
        return read(new ImageReading(channels, Ground.WHITE), height, width);
    }

    /**
     * Reads the pixels from 0, black, to 1, scaled to a size where the image has another.
     *
     * @param height rows, at least 1
     * @param width columns, at least 1
     * @return channels · height · width numbers, channel by channel, row by row
     * @throws DataException if the file cannot be read, is no image in one of the formats, has too many pixels or is
     *     damaged
     * @throws IllegalArgumentException if a number is out of its range
     */
    public float[] read(ImageReading reading, int height, int width) {
        PictureSize size = new PictureSize(height, width);
        return numbers(EncodedPicture.of(path), reading, size);
    }

    /**
     * Returns the shape that it would be read in without scaling, of the upright picture: channels, height and width.
     *
     * @param channels 1 for gray, 3 for red, green and blue
     * @throws DataException if the file cannot be read or is no image in one of the formats
     */
    public Shape shape(int channels) {
        PictureSize size = EncodedPicture.of(path).size();
        return Shape.of(channels, size.height(), size.width());
    }

    /**
     * Reads an image that is at hand as bytes, as a whole file holds them.
     *
     * @param file borrowed
     * @param name what to call it in messages
     * @param height rows, at least 1
     * @param width columns, at least 1
     * @return channels · height · width numbers, channel by channel, row by row
     * @throws DataException if it is no image in one of the formats, has too many pixels or is damaged
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static float[] read(byte[] file, String name, ImageReading reading, int height, int width) {
        return numbers(new EncodedPicture(name, file), reading, new PictureSize(height, width));
    }

    /**
     * Reads the levels of an image that is at hand as bytes, from 0, black, to 255, as the images of a data set hold them.
     *
     * @param file borrowed
     * @param name what to call it in messages
     * @param height rows, at least 1
     * @param width columns, at least 1
     * @return channels · height · width unsigned bytes, channel by channel, row by row
     * @throws DataException if it is no image in one of the formats, has too many pixels or is damaged
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static byte[] levels(byte[] file, String name, ImageReading reading, int height, int width) {
        return levels(new EncodedPicture(name, file), reading, new PictureSize(height, width));
    }

    private static byte[] levels(EncodedPicture picture, ImageReading reading, PictureSize size) {
        byte[] levels = new byte[Math.multiplyExact(reading.channels(), size.pixels())];
        picture.read(reading).scaled(size).copy(levels, 0);
        return levels;
    }

    private static float[] numbers(EncodedPicture picture, ImageReading reading, PictureSize size) {
        byte[] levels = levels(picture, reading, size);
        float[] pixels = new float[levels.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (levels[i] & 0xff) / 255f;
        }
        return pixels;
    }
}
