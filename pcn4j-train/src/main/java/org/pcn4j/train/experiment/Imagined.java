package org.pcn4j.train.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.pcn4j.systems.generative.Ability;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.model.Domain;
import org.pcn4j.train.model.Model;
import org.pcn4j.train.report.Gallery;

/** What a model that is asked from any end makes of samples and labels, for the report of its run. */
final class Imagined {
    private static final int SAMPLES = 10;

    private Imagined() {}

    /** Returns pictures of all that the model can be asked for; none where samples are no pictures, or it only predicts. */
    static Gallery of(Prepared prepared, Model model) {
        Domain domain = prepared.description().domain();
        Shape shape = domain.shape();
        if (!(domain instanceof Domain.Images) || !Gallery.shows(shape)) {
            return Gallery.empty();
        }
        Gallery gallery = Gallery.empty();
        if (model.abilities().contains(Ability.RECONSTRUCT)) {
            List<double[]> originals = Originals.ofTest(prepared, SAMPLES);
            gallery = gallery.with("Test samples", shape, originals)
                    .with("Reconstructed", shape, model.reconstruct(originals.toArray(double[][]::new)));
            if (model.abilities().contains(Ability.COMPLETE)) {
                boolean[] known = upperHalf(shape);
                List<double[]> seen = new ArrayList<>();
                List<double[]> completed = new ArrayList<>();
                for (double[] original : originals) {
                    double[] half = original.clone();
                    IntStream.range(0, half.length).filter(i -> !known[i]).forEach(i -> half[i] = 0);
                    seen.add(half);
                    completed.add(model.complete(original, known));
                }
                gallery =
                        gallery.with("Without their lower halves", shape, seen).with("Completed", shape, completed);
            }
        }
        if (model.abilities().contains(Ability.GENERATE)) {
            List<String> classes = domain.classes()
                    .subList(0, Math.min(SAMPLES, domain.classes().size()));
            gallery = gallery.with(
                    "Made of the labels " + String.join(", ", classes),
                    shape,
                    classes.stream().map(model::generate).toList());
        }
        if (model.abilities().contains(Ability.SAMPLE)) {
            gallery = gallery.with("Samples", shape, model.sample(SAMPLES, new Seed(1)));
        }
        return gallery;
    }

    private static boolean[] upperHalf(Shape shape) {
        int plane = Math.toIntExact(shape.size(1) * shape.size(2));
        int upper = Math.toIntExact(shape.size(1) / 2 * shape.size(2));
        boolean[] known = new boolean[Math.toIntExact(shape.elements())];
        for (int i = 0; i < known.length; i++) {
            known[i] = i % plane < upper;
        }
        return known;
    }
}
