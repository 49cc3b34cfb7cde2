package org.pcn4j.train.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.systems.generative.Ability;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.model.Domain;
import org.pcn4j.train.model.Model;
import org.pcn4j.train.report.ConfusionTable;
import org.pcn4j.train.report.Gallery;
import org.pcn4j.train.report.Insight;
import org.pcn4j.train.run.RunFolder;

/** What the report of a run shows of a model that is asked from any end: its plan, its answers, and what it makes. */
final class GenerativeReport {
    private static final int SAMPLES = 10;
    private static final int MOST_CLASSES = 128;

    private GenerativeReport() {}

    /**
     * Leaves it in the run's folder, in place of what was there.
     *
     * @param updates after how many
     */
    static void write(RunFolder folder, Prepared prepared, Model model, long updates) {
        insight(prepared, model, updates).write(folder);
        Gallery made = gallery(prepared, model);
        if (!made.rows().isEmpty()) {
            made.write(folder);
        }
    }

    private static Insight insight(Prepared prepared, Model model, long updates) {
        Experiment experiment = prepared.experiment();
        return Insight.ofAnswers(
                updates,
                experiment.rule().label(),
                prepared.network(),
                experiment.plan(prepared.network()).map(Plan::toString).orElse(""),
                confusion(prepared, model),
                new Insight.Among("test samples", prepared.test().size()));
    }

    /** Returns which class of test samples is taken for which; nothing where none is predicted, or they are too many to show. */
    private static Optional<ConfusionTable> confusion(Prepared prepared, Model model) {
        List<String> classes = prepared.description().domain().classes();
        return !model.abilities().contains(Ability.PREDICT) || classes.isEmpty() || classes.size() > MOST_CLASSES
                ? Optional.empty()
                : Optional.of(ConfusionTable.of(
                        prepared.evaluator().confusion(model.parameters(), prepared.test()), classes));
    }

    /** Returns pictures of all that the model can be asked for; none where samples are no pictures, or it only predicts. */
    private static Gallery gallery(Prepared prepared, Model model) {
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
