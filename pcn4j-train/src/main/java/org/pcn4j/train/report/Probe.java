package org.pcn4j.train.report;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.analysis.UpdateComparison;
import org.pcn4j.data.Batch;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.data.Samples;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Drawing;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.Evaluator;
import org.pcn4j.train.Progress;
import org.pcn4j.train.run.Metric;
import org.pcn4j.train.run.Probing;
import org.pcn4j.train.run.RunFolder;

/**
 * Looks into a network with one input and one output: how the energy falls while a batch relaxes by the rule, how errors
 * travel from layer to layer, how far the rule's update is from backpropagation's, which classes are confused, and what
 * the first layer looks for. The batch is always the first samples', so that probes of one run compare. Nothing that is
 * learned changes. Immutable; each {@code with} method returns a changed copy.
 */
public final class Probe {
    /** How many samples relax. */
    static final int BATCH = 64;

    private static final int MOST_EVALUATED = 2_000;
    private static final Seed NOISE = new Seed(0).derive("probe");

    private final Network network;
    private final Rule rule;
    private final Samples samples;
    private final Optional<Shape> pictures;
    private final List<String> classes;
    private final String samplesName;

    private Probe(
            Network network,
            Rule rule,
            Samples samples,
            Optional<Shape> pictures,
            List<String> classes,
            String samplesName) {
        this.network = network;
        this.rule = rule;
        this.samples = samples;
        this.pictures = pictures;
        this.classes = List.copyOf(classes);
        this.samplesName = samplesName;
    }

    /**
     * Prepares to probe by samples: the first 64 relax, and the first 2,000 are evaluated. Samples of [1 or 3, height, width]
     * are pictures.
     *
     * @param samples at least one, of those that the network does not learn from
     * @throws IllegalArgumentException if the network has not exactly one input and one output, or there is no sample
     */
    public static Probe of(Network network, Rule rule, Samples samples) {
        if (network.inputs().size() != 1 || network.outputs().size() != 1) {
            throw new IllegalArgumentException("a probe needs a network with one input and one output, not "
                    + network.inputs().size() + " and " + network.outputs().size());
        }
        if (samples.size() == 0) {
            throw new IllegalArgumentException("'" + samples.name() + "' has no sample to probe by");
        }
        return new Probe(
                network,
                rule,
                samples,
                Picture.visible(network.inputs().get(0).shape()),
                List.of(),
                "samples of " + samples.name());
    }

    /** Shows samples as the pictures of a data set, whatever shape the network takes them in, and names its classes. */
    public Probe withImages(LabeledImages images) {
        return withSamplesAs(images.shape(), images.classNames());
    }

    /**
     * Shows samples as pictures, whatever shape the network takes them in, if they are any, and names their classes.
     *
     * @param sample their shape as they were read
     * @param names of the classes; empty where there are none
     */
    public Probe withSamplesAs(Shape sample, List<String> names) {
        return new Probe(network, rule, samples, Picture.visible(sample), names, samplesName);
    }

    /**
     * Says which samples these are, in the plural, as reports tell it.
     *
     * @param name as in {@code validation samples}; {@code samples of} and their own name unless it is said
     */
    public Probe withSamplesNamed(String name) {
        return new Probe(network, rule, samples, pictures, classes, name);
    }

    /**
     * What a probe sees.
     *
     * @param metric what becomes a line of the run's measurements
     * @param insight the rest
     */
    public record Sight(Metric.Probed metric, Insight insight) {}

    /**
     * Looks.
     *
     * @param parameters unchanged; borrowed
     */
    public Sight look(Parameters parameters, Progress progress) {
        int[] indices = IntStream.range(0, Math.min(BATCH, samples.size())).toArray();
        try (TensorScope scope = new TensorScope()) {
            Batch batch = samples.batch(indices, parameters.dtype());
            Clamps clamps = Evaluator.clamps(network, batch, parameters.dtype());
            UpdateComparison divergence = UpdateComparison.of(network, parameters, clamps, rule, NOISE);
            return new Sight(
                    metric(parameters, progress, clamps, divergence),
                    insight(parameters, progress.updates(), divergence));
        }
    }

    private Metric.Probed metric(Parameters parameters, Progress progress, Clamps clamps, UpdateComparison divergence) {
        Relaxation relaxation = rule.asSchedule()
                .map(schedule -> Relaxation.of(network, parameters, clamps, schedule, NOISE))
                .orElseGet(() -> new Relaxation(List.of(), List.of()));
        double epoch = (double) progress.updates() / progress.perEpoch();
        return new Metric.Probed(
                progress.updates(), epoch, relaxation.energies(), relaxation.errors(), distance(divergence.all()));
    }

    private static Metric.Distance distance(UpdateComparison.Part all) {
        Divergence divergence = all.divergence();
        return new Metric.Distance(divergence.relativeDistance(), all.cosine(), divergence.bitwiseEqual());
    }

    private Insight insight(Parameters parameters, long update, UpdateComparison divergence) {
        Answers answers = Answers.to(samples, MOST_EVALUATED, network, parameters, classes, pictures);
        return new Insight(
                update,
                rule.name(),
                network.parameterCount(),
                Drawing.svg(network),
                plan(),
                divergence.parameters().stream()
                        .map(UpdateComparison.Part::divergence)
                        .toList(),
                Math.min(MOST_EVALUATED, samples.size()),
                answers.confusion(),
                answers.mistakes(),
                Filters.of(network, parameters, pictures),
                Optional.of(new Insight.Among(samplesName, samples.size())));
    }

    private String plan() {
        return rule.asSchedule()
                .map(schedule -> new Planner(ZeroUpdates.SKIP)
                        .plan(network, schedule, Set.of(new Observation.Loss()))
                        .toString())
                .orElse("");
    }

    /**
     * Returns what {@link org.pcn4j.train.run.RunRecorder} asks in a run: it measures, and leaves in the run's folder what
     * is no curve, in place of what was there.
     *
     * @param parameters that learn; borrowed for as long as the run lasts
     */
    public Probing into(RunFolder run, Parameters parameters) {
        return progress -> {
            Sight sight = look(parameters, progress);
            sight.insight().write(run);
            return sight.metric();
        };
    }
}
