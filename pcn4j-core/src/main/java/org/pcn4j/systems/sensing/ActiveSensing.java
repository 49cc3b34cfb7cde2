package org.pcn4j.systems.sensing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.pcn4j.function.ShapeException;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Looks at a picture piece by piece, each time where the look is expected to tell most about its class (Sharafeldin, Imam and
 * Choi 2024): the models imagine how the picture goes on, and the information of a place is how much less uncertain one would
 * be after seeing there what they imagine, H(p) − H(p after it), on average over a few such pictures.
 *
 * <p>What is believed after a look is where the networks come to rest on all that was seen; what would be believed after an
 * imagined one is the same, in closed form. Immutable and thread-safe; borrows the models.
 */
public final class ActiveSensing {
    private final ClassModels models;
    private final Glimpses glimpses;
    private final int imagined;

    /** How a place to look at is chosen. */
    public enum Choice {
        /** By the information that is expected of it; the first at random. */
        INFORMATION,
        /** At random, of those that were not looked at. */
        RANDOM
    }

    /**
     * Prepares to look.
     *
     * @param models borrowed
     * @param glimpses of the models' pictures
     * @param imagined how many pictures are imagined before each look, at least 1
     * @throws IllegalArgumentException if the places are those of other pictures, or nothing is to be imagined
     */
    public ActiveSensing(ClassModels models, Glimpses glimpses, int imagined) {
        Shape shape = Shape.of(glimpses.channels(), glimpses.height(), glimpses.width());
        if (!shape.equals(models.picture())) {
            throw new IllegalArgumentException(
                    "places of pictures of " + shape + " are none of the models', which are of " + models.picture());
        }
        if (imagined < 1) {
            throw new IllegalArgumentException("one picture at least is imagined before a look, not " + imagined);
        }
        this.models = models;
        this.glimpses = glimpses;
        this.imagined = imagined;
    }

    /** Returns the places. */
    public Glimpses glimpses() {
        return glimpses;
    }

    /**
     * Looks at pictures, each by itself.
     *
     * @param pictures [B, n]; borrowed
     * @param looks how often at each: at least 1, at most as often as there are places
     * @param seed where places are drawn from and pictures imagined
     * @return the looks at each picture, in order
     * @throws ShapeException if the pictures are not of the models' shape
     * @throws IllegalArgumentException if there are more looks than places, or none
     */
    public List<List<Look>> look(Tensor pictures, int looks, Choice choice, Seed seed) {
        models.requirePictures(pictures);
        if (looks < 1 || looks > glimpses.count()) {
            throw new IllegalArgumentException(
                    "there are 1 to " + glimpses.count() + " looks at as many places, not " + looks);
        }
        double[] numbers = pictures.toDoubles();
        int size = Math.toIntExact(pictures.size(1));
        List<Gaze> gazes = new ArrayList<>();
        for (int b = 0; b < numbers.length / size; b++) {
            double[] picture = Arrays.copyOfRange(numbers, b * size, (b + 1) * size);
            gazes.add(new Gaze(models, glimpses, picture, seed.derive(b).generator()));
        }
        for (int look = 0; look < looks; look++) {
            boolean blindly = look == 0 || choice == Choice.RANDOM;
            gazes.forEach(gaze -> gaze.look(blindly ? 0 : imagined));
            double[][] beliefs = beliefs(gazes, size, numbers);
            for (int b = 0; b < beliefs.length; b++) {
                gazes.get(b).believe(beliefs[b]);
            }
        }
        return gazes.stream().map(Gaze::looks).toList();
    }

    private double[][] beliefs(List<Gaze> gazes, int size, double[] numbers) {
        double[] masks = new double[numbers.length];
        for (int b = 0; b < gazes.size(); b++) {
            gazes.get(b).copyMask(masks, b * size);
        }
        Shape shape = Shape.of(gazes.size(), size);
        try (Tensor pictures = Tensor.of(DType.FLOAT64, shape, numbers);
                Tensor mask = Tensor.of(DType.FLOAT64, shape, masks)) {
            return models.belief(pictures, mask);
        }
    }

    /** Draws from a distribution. */
    static int draw(double[] p, SplittableRandom random) {
        double left = random.nextDouble() * Arrays.stream(p).sum();
        for (int i = 0; i < p.length - 1; i++) {
            left -= p[i];
            if (left < 0) {
                return i;
            }
        }
        return p.length - 1;
    }
}
