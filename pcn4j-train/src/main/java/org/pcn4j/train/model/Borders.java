package org.pcn4j.train.model;

import java.util.stream.IntStream;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Samples;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.TensorScope;

/** How bright images are at their border, by which dark ink on white is told from white ink on dark. */
public final class Borders {
    private static final int MOST = 1000;

    private Borders() {}

    /**
     * Returns the mean brightness of the outermost pixels of the first thousand images, from 0 to 1.
     *
     * @param samples at least one, of pixels from 0 to 1
     */
    public static double brightness(Samples samples, Domain.Images images) {
        int[] indices = IntStream.range(0, Math.min(MOST, samples.size())).toArray();
        int each = Math.toIntExact(images.shape().elements());
        try (TensorScope scope = new TensorScope();
                Batch batch = samples.batch(indices, DType.FLOAT32)) {
            double[] pixels = batch.inputs().toDoubles();
            double sum = IntStream.range(0, indices.length)
                    .mapToDouble(i -> brightness(pixels, i * each, images))
                    .sum();
            return Math.min(1, Math.max(0, sum / indices.length));
        }
    }

    /** Returns the mean brightness of the outermost pixels of one image. */
    static double brightness(double[] pixels, Domain.Images images) {
        return brightness(pixels, 0, images);
    }

    private static double brightness(double[] pixels, int from, Domain.Images images) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < images.shape().elements(); i++) {
            int row = i / images.width() % images.height();
            int column = i % images.width();
            if (row == 0 || column == 0 || row == images.height() - 1 || column == images.width() - 1) {
                sum += pixels[from + i];
                count++;
            }
        }
        return sum / count;
    }
}
