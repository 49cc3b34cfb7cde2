package org.pcn4j.train.report;

import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.run.RunException;

/**
 * Pictures side by side, each with a line below.
 *
 * @param pictures at least one
 * @param captions as many, or none
 */
record PictureSheet(List<Picture> pictures, List<String> captions) {
    private static final int COLUMNS = 8;
    private static final int SIDE = 180;
    private static final int GAP = 20;

    Canvas draw() {
        int caption = captions.isEmpty() ? 0 : Canvas.LETTERS + GAP / 2;
        int columns = Math.min(COLUMNS, pictures.size());
        int rows = (pictures.size() + columns - 1) / columns;
        Canvas canvas = new Canvas(GAP + columns * (SIDE + GAP), GAP + rows * (SIDE + GAP + caption));
        canvas.graphics()
                .setRenderingHint(
                        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        for (int i = 0; i < pictures.size(); i++) {
            int x = GAP + i % columns * (SIDE + GAP);
            int y = GAP + i / columns * (SIDE + GAP + caption);
            BufferedImage image = image(pictures.get(i));
            double scale = (double) SIDE / Math.max(image.getWidth(), image.getHeight());
            canvas.graphics()
                    .drawImage(
                            image,
                            x,
                            y,
                            (int) Math.round(scale * image.getWidth()),
                            (int) Math.round(scale * image.getHeight()),
                            null);
            if (!captions.isEmpty()) {
                canvas.write(canvas.fitting(captions.get(i), SIDE), x + SIDE / 2.0, y + SIDE + 24, 0.5);
            }
        }
        return canvas;
    }

    private static BufferedImage image(Picture picture) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.png()));
            if (image == null) {
                throw new RunException("a picture of the run is damaged: it is no PNG");
            }
            return image;
        } catch (IOException e) {
            throw new RunException("a picture of the run is damaged: " + Reason.of(e), e);
        }
    }
}
