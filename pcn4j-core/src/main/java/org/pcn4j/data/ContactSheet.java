package org.pcn4j.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures of many images at a glance. */
public final class ContactSheet {
    private static final int SCALE = 2;
    private static final int GAP = 2;
    private static final int GAP_GRAY = 0x40;
    private static final int MAX_CELLS = 10_000;

    private ContactSheet() {}

    /**
     * Writes a PNG picture of the first columns · rows images, row by row, each at twice its size, bright ink on black
     * or red, green and blue, with gray gaps between. Cells beyond the last image stay gray.
     *
     * @param images the images to show, of one channel or three
     * @param columns images side by side, at least 1
     * @param rows images one above another, at least 1; columns · rows at most 10000
     * @param png the file to write; an existing file is replaced
     * @throws IllegalArgumentException if columns or rows are out of range
     * @throws DataException if the file cannot be written
     */
    public static void write(LabeledImages images, int columns, int rows, Path png) {
        BufferedImage sheet = sheet(images, columns, rows);
        try (OutputStream file = Files.newOutputStream(png)) {
            write(sheet, file);
        } catch (IOException e) {
            throw new DataException(
                    String.format(Locale.ROOT, "cannot write the contact sheet %s: %s", png, FileFailure.reason(e)), e);
        }
    }

    /**
     * Writes the same picture to a stream, which it does not close.
     *
     * @throws IllegalArgumentException if columns or rows are out of range
     * @throws IOException if the stream cannot be written to
     */
    public static void write(LabeledImages images, int columns, int rows, OutputStream png) throws IOException {
        write(sheet(images, columns, rows), png);
    }

    private static void write(BufferedImage sheet, OutputStream png) throws IOException {
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
            ImageIO.write(sheet, "png", out);
        }
    }

    /** Returns how many pixels the picture has. */
    public static long pixels(LabeledImages images, int columns, int rows) {
        return (GAP + (long) columns * cell(images.width())) * (GAP + (long) rows * cell(images.height()));
    }

    private static int cell(int length) {
        return length * SCALE + GAP;
    }

    private static BufferedImage sheet(LabeledImages images, int columns, int rows) {
        if (columns < 1 || rows < 1 || (long) columns * rows > MAX_CELLS) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "contact sheet: expected 1 to %d cells, found %d columns and %d rows",
                    MAX_CELLS,
                    columns,
                    rows));
        }
        if (images.channels() != 1 && images.channels() != 3) {
            throw new IllegalArgumentException(
                    "contact sheet: expected images of 1 or 3 channels, found " + images.channels());
        }
        int cellWidth = cell(images.width());
        int cellHeight = cell(images.height());
        BufferedImage sheet = new BufferedImage(
                columns * cellWidth + GAP,
                rows * cellHeight + GAP,
                images.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < sheet.getHeight(); y++) {
            for (int x = 0; x < sheet.getWidth(); x++) {
                for (int channel = 0; channel < images.channels(); channel++) {
                    sheet.getRaster().setSample(x, y, channel, GAP_GRAY);
                }
            }
        }
        for (int i = 0; i < Math.min(images.size(), columns * rows); i++) {
            paint(images, i, sheet, GAP + i % columns * cellWidth, GAP + i / columns * cellHeight);
        }
        return sheet;
    }

    private static void paint(LabeledImages images, int image, BufferedImage sheet, int left, int top) {
        float[] pixels = new float[images.numbersPerImage()];
        images.copyPixels(image, pixels, 0);
        for (int channel = 0; channel < images.channels(); channel++) {
            for (int y = 0; y < images.height() * SCALE; y++) {
                for (int x = 0; x < images.width() * SCALE; x++) {
                    int row = channel * images.height() + y / SCALE;
                    int level = Math.round(255 * pixels[row * images.width() + x / SCALE]);
                    // Samples go to the raster directly: setRGB would bend the grays to another color space.
                    sheet.getRaster().setSample(left + x, top + y, channel, level);
                }
            }
        }
    }
}
