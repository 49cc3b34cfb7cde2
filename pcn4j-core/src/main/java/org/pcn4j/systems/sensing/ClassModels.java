package org.pcn4j.systems.sensing;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.analysis.Entropy;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.function.ShapeException;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * A generative model of each class of pictures, which together tell of a part of a picture what class it may be of: p(c) in
 * proportion to the evidence of what is seen, all classes being as likely at first. Owns the models: close it. Thread-safe
 * until then.
 */
public final class ClassModels implements AutoCloseable {
    private final List<String> names;
    private final Shape picture;
    private final List<GenerativeModel> models;

    /**
     * Puts models together.
     *
     * @param names of the classes
     * @param picture the shape of a picture, [channels, height, width]
     * @param models one a class; taken over
     * @throws IllegalArgumentException if there are no classes, not as many models, or one is of another size than the picture
     */
    public ClassModels(List<String> names, Shape picture, List<GenerativeModel> models) {
        if (names.isEmpty() || names.size() != models.size()) {
            throw new IllegalArgumentException("each class has a model, but there are " + names.size() + " names and "
                    + models.size() + " models");
        }
        for (GenerativeModel model : models) {
            if (picture.rank() != 3 || model.size() != picture.elements()) {
                throw new IllegalArgumentException(
                        "a model of " + model.size() + " numbers is none of pictures of " + picture);
            }
        }
        this.names = List.copyOf(names);
        this.picture = picture;
        this.models = List.copyOf(models);
    }

    /**
     * Fits a model to the images of each class.
     *
     * @param images at least two of each class
     * @param latents of each model: at least 1
     * @param variance of the noise, of numbers between 0 and 1: finite, greater than 0
     * @throws IllegalArgumentException if a class has fewer than two images, or a number is out of its range
     */
    public static ClassModels fit(LabeledImages images, int latents, double variance) {
        List<GenerativeModel> models = new ArrayList<>();
        try {
            for (int c = 0; c < images.classes(); c++) {
                models.add(fit(images, c, latents, variance));
            }
            return new ClassModels(images.classNames(), images.shape(), models);
        } catch (RuntimeException e) {
            models.forEach(GenerativeModel::close);
            throw e;
        }
    }

    private static GenerativeModel fit(LabeledImages images, int label, int latents, double variance) {
        List<Integer> own = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            if (images.label(i) == label) {
                own.add(i);
            }
        }
        if (own.size() < 2) {
            throw new IllegalArgumentException(
                    "the class '" + images.classNames().get(label) + "' of '" + images.name() + "' has " + own.size()
                            + " images, expected two at least to model it");
        }
        int size = images.numbersPerImage();
        float[] pixels = new float[own.size() * size];
        for (int i = 0; i < own.size(); i++) {
            images.copyPixels(own.get(i), pixels, i * size);
        }
        try (Tensor samples = Tensor.of(Shape.of(own.size(), size), pixels)) {
            return GenerativeModel.fit(samples, latents, variance);
        }
    }

    /** Returns what the classes are called. */
    public List<String> names() {
        return names;
    }

    /** Returns the shape of a picture, [channels, height, width]. */
    public Shape picture() {
        return picture;
    }

    /** Returns the models, one a class; borrowed. */
    public List<GenerativeModel> models() {
        return models;
    }

    /**
     * Returns the probability of each class for each picture, by what is seen of it: the networks come to rest on it.
     *
     * @param pictures [B, n]; borrowed
     * @param mask [B, n], 1 where a picture is seen and 0 where it is not; borrowed
     * @throws ShapeException if they do not fit
     */
    public double[][] belief(Tensor pictures, Tensor mask) {
        requirePictures(pictures);
        try (Tensor exact = pictures.to(DType.FLOAT64);
                Tensor seen = mask.to(DType.FLOAT64)) {
            double[][] beliefs = new double[Math.toIntExact(pictures.size(0))][models.size()];
            for (int c = 0; c < models.size(); c++) {
                double[] evidence = models.get(c).logEvidence(exact, seen);
                for (int b = 0; b < beliefs.length; b++) {
                    beliefs[b][c] = evidence[b];
                }
            }
            for (int b = 0; b < beliefs.length; b++) {
                beliefs[b] = Entropy.normalized(beliefs[b]);
            }
            return beliefs;
        }
    }

    void requirePictures(Tensor pictures) {
        if (pictures.rank() != 2 || pictures.size(1) != picture.elements() || pictures.size(0) == 0) {
            throw new ShapeException("pictures of " + picture + " are expected, [B, " + picture.elements() + "], got "
                    + pictures.shape());
        }
    }

    /** Closes the models. Closing twice does nothing. */
    @Override
    public void close() {
        models.forEach(GenerativeModel::close);
    }
}
