package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.pcn4j.function.Function;
import org.pcn4j.function.Linear;
import org.pcn4j.learning.Sgd;
import org.pcn4j.systems.alignment.FeatureAlignment;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.DecompositionKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.report.Axis.Scale;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;

/** One layer by feature alignment, on generated numbers, and the floor of its loss. */
final class AlignedLayer {
    private static final int SAMPLES = 500;
    private static final int VALUES = 20;
    private static final int FEATURES = 5;
    private static final double DECAY = 0.8;
    private static final double DESCENT = 0.3;
    private static final int POINTS = 40;
    private static final double ROUNDING = Math.ulp(1.0);

    private AlignedLayer() {}

    /** One layer, of numbers drawn with variances that fall by a factor. */
    static Numbers measure(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        int updates = (int) Experiments.number(settings, "updates");
        Seed drawn = new Seed(seed);
        List<Double> excess = new ArrayList<>();
        List<Function> layers = List.of(new Linear(VALUES, FEATURES));
        try (TensorScope scope = new TensorScope();
                FeatureAlignment alignment = new FeatureAlignment(Shape.of(VALUES), layers, DType.FLOAT64, drawn);
                Sgd sgd = new Sgd(DESCENT)) {
            double[] deviations = new double[VALUES];
            Arrays.setAll(deviations, i -> Math.pow(DECAY, i));
            Tensor x = drawn.derive("generated")
                    .normal(DType.FLOAT64, Shape.of(SAMPLES, VALUES), 0, 1)
                    .mul(Tensor.of(DType.FLOAT64, Shape.of(1, VALUES), deviations));
            double floor = floor(x, FEATURES);
            for (int update = 0; update < updates; update++) {
                if (update % (updates / POINTS) == 0) {
                    excess.add(excess(alignment, x, floor));
                    bench.done((double) update / updates);
                }
                alignment.update(x, sgd);
            }
            excess.add(excess(alignment, x, floor));
        }
        return Numbers.none().with("excess", excess).with("last", excess.get(excess.size() - 1));
    }

    /** By how much of the floor the loss is off it; what is less than rounding counts as that, as it is drawn by its logarithm. */
    private static double excess(FeatureAlignment alignment, Tensor x, double floor) {
        return Math.max(ROUNDING, Math.abs(alignment.losses(x).get(0) / floor - 1));
    }

    /** Half the sum of the eigenvalues of the mean of x xᵀ but the largest. x: [n, values]. */
    static double floor(Tensor x, int kept) {
        try (TensorScope scope = new TensorScope()) {
            double[] values = moments(x).values().toDoubles();
            return 0.5 * Arrays.stream(values, 0, values.length - kept).sum();
        }
    }

    /** The eigenvalues and eigenvectors of the mean of x xᵀ, in tensors of the open scope. */
    static DecompositionKernels.Eigen moments(Tensor x) {
        Tensor products = x.transpose().matmul(x).to(DType.FLOAT64);
        return DecompositionKernels.symmetricEigen(products.mul(1.0 / x.size(0)));
    }

    static void tell(Findings generated, Page page) {
        page.heading("One layer");
        int last = generated.row("excess").size() - 1;
        page.paragraph(VALUES + " numbers, each with 0.8 times the deviation of the one before, and " + FEATURES
                + " features; " + SAMPLES + " samples in one batch, float64, by plain gradient descent of rate "
                + DESCENT + ". After " + String.join(", ", generated.values("updates"))
                + " updates the loss is off the floor by "
                + generated.of("last").text() + " of it.");
        double step = Experiments.number(generated.cases().get(0).settings(), "updates") / last;
        Map<String, List<Double>> excess = new LinkedHashMap<>();
        generated.cases().forEach(each -> excess.put("seed " + each.seed(), new Findings(List.of(each)).row("excess")));
        page.plot(
                "floor",
                "How far the loss is off the floor, as a part of it, by update.",
                Plots.lines(
                        "update",
                        "off the floor",
                        Scale.LOGARITHMIC,
                        IntStream.rangeClosed(0, last).mapToObj(i -> i * step).toList(),
                        excess));
    }
}
