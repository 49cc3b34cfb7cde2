package org.pcn4j.data;

/** The plainest classifier there is, linear in the pixels, to measure how hard images are. Mutable; for one thread. */
final class SoftmaxRegression {
    private static final float RATE = 0.05f;

    private final int classes;
    private final int inputs;
    private final float[] pixels;
    private final float[] weights;
    private final float[] scores;

    SoftmaxRegression(LabeledImages like) {
        classes = like.classes();
        // One input more than pixels, always 1: the bias.
        inputs = like.numbersPerImage() + 1;
        pixels = new float[inputs];
        pixels[inputs - 1] = 1;
        weights = new float[classes * inputs];
        scores = new float[classes];
    }

    /** Learns from all images in order, one at a time, by stochastic gradient descent. */
    void learn(LabeledImages images) {
        for (int i = 0; i < images.size(); i++) {
            classify(images, i);
            double sum = 0;
            for (float score : scores) {
                sum += StrictMath.exp(score);
            }
            for (int c = 0; c < classes; c++) {
                double error = (c == images.label(i) ? 1 : 0) - StrictMath.exp(scores[c]) / sum;
                float step = (float) (RATE * error);
                for (int j = 0; j < inputs; j++) {
                    weights[c * inputs + j] += step * pixels[j];
                }
            }
        }
    }

    /** Returns the share of images classified rightly, 0 … 1. */
    double accuracy(LabeledImages images) {
        int right = 0;
        for (int i = 0; i < images.size(); i++) {
            if (classify(images, i) == images.label(i)) {
                right++;
            }
        }
        return (double) right / images.size();
    }

    private int classify(LabeledImages images, int image) {
        images.copyPixels(image, pixels, 0);
        int best = 0;
        for (int c = 0; c < classes; c++) {
            float score = 0;
            for (int j = 0; j < inputs; j++) {
                score += weights[c * inputs + j] * pixels[j];
            }
            scores[c] = score;
            if (score > scores[best]) {
                best = c;
            }
        }
        return best;
    }
}
