package org.pcn4j.train.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.run.RunException;

/** A white sheet to draw a figure on, with type that can be read in a column of a paper. For one thread. */
final class Canvas {
    static final Color INK = new Color(0x1c2326);
    static final Color LINE = new Color(0xdfe3e0);
    static final Color SOFT = new Color(0xeef1ef);
    static final int LETTERS = 30;
    private static final int CAPITAL = 11;

    private final BufferedImage image;
    private final Graphics2D graphics;
    private final SvgSheet svg;
    private float pen = 1;
    private String dashes = "";

    Canvas(int width, int height) {
        image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        svg = new SvgSheet(width, height);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, LETTERS));
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
    }

    int width() {
        return image.getWidth();
    }

    int height() {
        return image.getHeight();
    }

    /** Gives what draws pictures, which only the PNG file has. */
    Graphics2D graphics() {
        return graphics;
    }

    /** Draws the outline of a shape with the pen. */
    void draw(Shape shape) {
        graphics.draw(shape);
        svg.draw(shape, graphics.getTransform(), graphics.getColor(), pen, dashes);
    }

    /** Fills a shape with a color. */
    void fill(Shape shape, Color color) {
        graphics.setColor(color);
        graphics.fill(shape);
        svg.fill(shape, graphics.getTransform(), color);
    }

    /** Prepares to draw lines. */
    void pen(Color color, float width) {
        graphics.setColor(color);
        graphics.setStroke(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        pen = width;
        dashes = "";
    }

    /** Prepares to draw lines with gaps. */
    void dashingPen(Color color, float width) {
        graphics.setColor(color);
        graphics.setStroke(
                new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {18, 10}, 0));
        pen = width;
        dashes = "18 10";
    }

    int widthOf(String text) {
        return graphics.getFontMetrics().stringWidth(text);
    }

    /**
     * Writes a text whose middle stands at a height.
     *
     * @param anchor how much of its width lies left of x: 0, 0.5 or 1
     */
    void write(String text, double x, double middle, double anchor) {
        graphics.setColor(INK);
        graphics.drawString(text, (float) (x - anchor * widthOf(text)), (float) (middle + CAPITAL));
        svg.write(text, graphics.getTransform(), x, middle + CAPITAL, anchor);
    }

    /** Writes a text upwards, its middle at a place. */
    void writeUpwards(String text, double x, double middle) {
        graphics.rotate(-Math.PI / 2, x, middle);
        write(text, x, middle, 0.5);
        graphics.rotate(Math.PI / 2, x, middle);
    }

    /** Returns the beginning of a text that is no wider than there is room. */
    String fitting(String text, double room) {
        String fitting = text;
        while (fitting.length() > 1 && widthOf(fitting) > room) {
            fitting = fitting.substring(0, fitting.length() - 2) + "…";
        }
        return fitting;
    }

    /** Returns all that was drawn, but for pictures, as SVG. Nothing can be drawn any more. */
    String svg() {
        graphics.dispose();
        return svg.text(LETTERS, INK);
    }

    /** Returns the sheet as an address that holds it, and gives it back. */
    String dataUri() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            graphics.dispose();
        }
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(out.toByteArray());
    }

    /**
     * Writes the sheet to a PNG file, in place of an earlier one.
     *
     * @throws RunException if it cannot be written
     */
    void save(Path file) {
        try {
            WholeFile.write(file, channel -> {
                MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(Channels.newOutputStream(channel));
                ImageIO.write(image, "png", out);
                out.flush();
            });
        } catch (IOException e) {
            throw new RunException("cannot write the figure '" + file + "': " + Reason.of(e), e);
        } finally {
            graphics.dispose();
        }
    }
}
