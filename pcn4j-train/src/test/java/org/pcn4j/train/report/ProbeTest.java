package org.pcn4j.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.analysis.EnergyTrace;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Digits;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.data.Samples;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Evaluator;
import org.pcn4j.train.Progress;
import org.pcn4j.train.report.Insight.Mistake;
import org.pcn4j.train.run.Metric.NodeErrors;
import org.pcn4j.train.run.Metric.Probed;

class ProbeTest {
    private static final Shape PIXELS = Shape.of(784);
    private static final LabeledImages DIGITS = Digits.generate(1, 10, 150).test();
    private static final Samples TEST = DIGITS.as(PIXELS);
    private static final Network NETWORK = Models.mlp(PIXELS, List.of(20, 16), new Tanh(), 10, new CrossEntropy());
    private static final Schedule IL = InferenceLearning.schedule(6, 0.2);
    private static final Progress NOW = new Progress(30, 60, 10);

    private static Probe.Sight look(Rule rule, Parameters parameters) {
        return Probe.of(NETWORK, rule, TEST).withImages(DIGITS).look(parameters, NOW);
    }

    private static Parameters parameters() {
        return NETWORK.initialize(new Seed(3), DType.FLOAT32);
    }

    @Test
    void theEnergiesAreThoseOfTheTraceOverTheFirstSamplesPerSample() {
        try (Parameters parameters = parameters()) {
            Probed probed = look(new Rule.Scheduled(IL), parameters).metric();
            try (TensorScope scope = new TensorScope()) {
                Batch batch = TEST.batch(IntStream.range(0, 64).toArray(), DType.FLOAT32);
                double[] trace = EnergyTrace.of(
                        NETWORK, parameters, Evaluator.clamps(NETWORK, batch, DType.FLOAT32), IL, new Seed(0));
                assertThat(probed.energies()).hasSize(7);
                for (int time = 0; time < trace.length; time++) {
                    assertThat(probed.energies().get(time)).isEqualTo(trace[time] / 64);
                }
            }
            assertThat(probed.update()).isEqualTo(30);
            assertThat(probed.epoch()).isEqualTo(3);
        }
    }

    @Test
    void anErrorReachesALayerAtTheTimeOfItsLevelAndTheEnergiesAreHalfTheSquaresOfTheNorms() {
        try (Parameters parameters = parameters()) {
            Probed probed = look(new Rule.Scheduled(IL), parameters).metric();
            assertThat(probed.errors()).extracting(NodeErrors::node).containsExactly("fc1", "fc2", "out");
            for (int node = 0; node < 3; node++) {
                List<Double> norms = probed.errors().get(node).norms();
                int level = 2 - node;
                assertThat(norms.subList(0, level)).allMatch(norm -> norm == 0);
                assertThat(norms.subList(level, 7)).allMatch(norm -> norm > 0);
            }
            for (int time = 0; time < 7; time++) {
                int at = time;
                double halves = probed.errors().stream()
                        .mapToDouble(each -> each.norms().get(at) * each.norms().get(at) / 2)
                        .sum();
                assertThat(halves).isCloseTo(probed.energies().get(time), within(1e-9));
            }
        }
    }

    @Test
    void zilsUpdateHasTheBitsOfBackpropagationsAndThatOfInferenceLearningHasNot() {
        try (Parameters parameters = parameters()) {
            Probe.Sight zil = look(new Rule.Scheduled(ZeroDivergence.schedule()), parameters);
            assertThat(zil.metric().divergence().bitwiseEqual()).isTrue();
            assertThat(zil.metric().divergence().relative()).isZero();
            assertThat(zil.metric().divergence().cosine()).isCloseTo(1, within(1e-12));
            assertThat(zil.insight().divergences()).hasSize(6).allMatch(Divergence::bitwiseEqual);
            Probe.Sight il = look(new Rule.Scheduled(IL), parameters);
            assertThat(il.metric().divergence().bitwiseEqual()).isFalse();
            assertThat(il.metric().divergence().relative()).isBetween(0.01, 1.5);
            assertThat(il.metric().divergence().cosine()).isBetween(0.1, 0.999);
        }
    }

    @Test
    void backpropagationHasNoInferenceToLookAt() {
        try (Parameters parameters = parameters()) {
            Probe.Sight sight = look(new Rule.Backprop(), parameters);
            assertThat(sight.metric().energies()).isEmpty();
            assertThat(sight.metric().divergence().bitwiseEqual()).isTrue();
            assertThat(sight.insight().plan()).isEmpty();
        }
    }

    @Test
    void lookingChangesNothing() {
        try (Parameters parameters = parameters();
                Parameters before = parameters.copy()) {
            look(new Rule.Scheduled(IL), parameters);
            assertThat(Divergence.between(before, parameters).all().bitwiseEqual())
                    .isTrue();
        }
    }

    @Test
    void theConfusionCountsWhatTheEvaluatorEvaluatesAndTheSurestMistakesComeFirst() {
        try (Parameters parameters = parameters()) {
            Insight insight = look(new Rule.Backprop(), parameters).insight();
            ConfusionTable confusion = insight.confusion().orElseThrow();
            Evaluation evaluated = new Evaluator(NETWORK, 32).evaluate(parameters, TEST);
            long right = IntStream.range(0, 10)
                    .mapToLong(each -> confusion.counts().get(each).get(each))
                    .sum();
            assertThat(confusion.total()).isEqualTo(150).isEqualTo(insight.evaluated());
            assertThat(right / 150.0).isEqualTo(evaluated.accuracy().orElseThrow());
            List<Mistake> mistakes = insight.mistakes();
            assertThat(mistakes).hasSize(24);
            assertThat(mistakes).allMatch(each -> !each.truth().equals(each.guess()));
            assertThat(mistakes).allMatch(each -> each.truth().equals(Integer.toString(DIGITS.label(each.index()))));
            assertThat(mistakes).extracting(Mistake::certainty).isSortedAccordingTo((a, b) -> Double.compare(b, a));
            assertThat(mistakes).allMatch(each -> each.certainty() > 0.1 && each.certainty() <= 1);
        }
    }

    @Test
    void ofMoreClassesThanCanBeShownNoPairsAreCounted() {
        // As of a column of prices: the pairs would take 8 GB.
        int classes = 32_000;
        Network network = Models.mlp(PIXELS, List.of(2), new Tanh(), classes, new CrossEntropy());
        Samples few = Digits.generate(1, 10, 70).test().as(PIXELS);
        try (Parameters parameters = network.initialize(new Seed(3), DType.FLOAT32)) {
            Answers answers = Answers.to(few, 70, network, parameters, List.of(), Optional.empty());
            assertThat(answers.confusion()).isEmpty();
            assertThat(answers.mistakes()).isNotEmpty().hasSizeLessThanOrEqualTo(24);
        }
    }

    @Test
    void theSamplesAreNamedAsTheyWereSaidToBe() {
        try (Parameters parameters = parameters()) {
            assertThat(look(new Rule.Backprop(), parameters).insight().among())
                    .hasValue(new Insight.Among("samples of " + TEST.name(), 150));
            assertThat(Probe.of(NETWORK, new Rule.Backprop(), TEST)
                            .withSamplesNamed("validation samples")
                            .withImages(DIGITS)
                            .look(parameters, NOW)
                            .insight()
                            .among())
                    .hasValue(new Insight.Among("validation samples", 150));
        }
    }

    @Test
    void picturesShowTheSamplesPixels() throws IOException {
        try (Parameters parameters = parameters()) {
            Mistake mistake =
                    look(new Rule.Backprop(), parameters).insight().mistakes().get(0);
            float[] pixels = new float[784];
            DIGITS.copyPixels(mistake.index(), pixels, 0);
            BufferedImage image = ImageIO.read(
                    new ByteArrayInputStream(mistake.picture().orElseThrow().png()));
            for (int place = 0; place < 784; place++) {
                assertThat(image.getRGB(place % 28, place / 28) & 0xff).isEqualTo(Math.round(255 * pixels[place]));
            }
        }
    }

    @Test
    void filtersAreShownOfLinearAndConvolutionalLayersAlike() {
        try (Parameters parameters = parameters()) {
            List<Picture> filters =
                    look(new Rule.Backprop(), parameters).insight().filters();
            assertThat(filters).hasSize(20).allMatch(each -> each.width() == 28 && each.height() == 28);
        }
        Network cnn = Models.cnn(Shape.of(1, 28, 28), 10, new CrossEntropy());
        try (Parameters parameters = cnn.initialize(new Seed(3), DType.FLOAT32)) {
            Insight insight = Probe.of(cnn, new Rule.Backprop(), DIGITS)
                    .look(parameters, NOW)
                    .insight();
            assertThat(insight.filters()).hasSize(32).allMatch(each -> each.width() == 3 && each.height() == 3);
            assertThat(insight.mistakes().get(0).picture()).isPresent();
        }
    }

    @Test
    void targetsThatAreNumbersAreNotConfused() {
        Network network = Models.mlp(Shape.of(1, 28, 28), List.of(8), new Tanh(), 784, new SquaredError());
        Samples same = reconstructing(DIGITS);
        try (Parameters parameters = network.initialize(new Seed(3), DType.FLOAT32)) {
            Insight insight = Probe.of(network, new Rule.Scheduled(IL), same)
                    .look(parameters, NOW)
                    .insight();
            assertThat(insight.confusion()).isEmpty();
            assertThat(insight.mistakes()).isEmpty();
        }
    }

    @Test
    void classesTooManyToBeShownAreNotCounted() {
        int classes = 60_000;
        Network network = Models.mlp(Shape.of(1), List.of(), new Tanh(), classes, new CrossEntropy());
        Samples last = new Samples() {
            @Override
            public String name() {
                return "last";
            }

            @Override
            public int size() {
                return 2;
            }

            @Override
            public String kind() {
                return "rows";
            }

            @Override
            public Batch batch(int[] indices, DType dtype) {
                double[] labels = new double[indices.length];
                Arrays.fill(labels, classes - 1);
                return new Batch(
                        Tensor.of(dtype, Shape.of(indices.length, 1), new double[indices.length]),
                        Tensor.of(DType.INT64, Shape.of(indices.length), labels));
            }
        };
        try (Parameters parameters = network.initialize(new Seed(3), DType.FLOAT32)) {
            Answers answers = Answers.to(last, 2, network, parameters, List.of(), Optional.empty());
            assertThat(answers.confusion())
                    .as("60,000² counts would take 29 GB")
                    .isEmpty();
            assertThat(answers.mistakes()).hasSize(2);
            assertThat(answers.mistakes().get(0).truth()).isEqualTo("59999");
        }
    }

    private static Samples reconstructing(LabeledImages images) {
        Samples whole = images.reconstructing();
        return new Samples() {
            @Override
            public String name() {
                return whole.name();
            }

            @Override
            public int size() {
                return whole.size();
            }

            @Override
            public String kind() {
                return whole.kind();
            }

            @Override
            public Batch batch(int[] indices, DType dtype) {
                Batch batch = whole.batch(indices, dtype);
                return new Batch(batch.inputs(), batch.targets().reshape(Shape.of(indices.length, 784)));
            }
        };
    }

    @Test
    void networksAndSamplesThatCannotBeProbedAreRefused() {
        assertThatThrownBy(() -> Probe.of(NETWORK, new Rule.Backprop(), DIGITS.subset(0, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no sample to probe by");
    }
}
