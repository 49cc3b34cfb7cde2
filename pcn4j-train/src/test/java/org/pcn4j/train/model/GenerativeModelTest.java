package org.pcn4j.train.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.data.Normalization;
import org.pcn4j.inference.run.Ends;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.generative.Ability;
import org.pcn4j.systems.generative.Generative;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;

/** Models that are asked from any end. */
class GenerativeModelTest {
    private static final Domain IMAGES = new Domain.Images(1, 4, 4, List.of("circle", "cross", "dot"));

    @TempDir
    private Path folder = Path.of("");

    private static Description description(String model) {
        ModelSpec spec = ModelForms.KIND.byDefault(model);
        return new Description(
                spec, spec.defaultLoss().orElseThrow(), IMAGES, Optional.of(Normalization.of(0.3, 0.5, 1)));
    }

    private static Model model(Description description) {
        try (Parameters parameters = description.network().initialize(new Seed(5), DType.FLOAT32)) {
            return Model.of(description, parameters);
        }
    }

    static Stream<String> models() {
        return Stream.of("bidirectional", "pc-graph", "generator");
    }

    private static double[] sample() {
        double[] sample = new double[16];
        Arrays.setAll(sample, i -> i % 5 / 4.0);
        return sample;
    }

    private static boolean[] half() {
        boolean[] known = new boolean[16];
        Arrays.fill(known, 0, 8, true);
        return known;
    }

    /** All that it can be asked for, in an order. */
    private static List<double[]> all(Model model) {
        List<double[]> all = new ArrayList<>();
        all.add(model.predict(sample()).get(0).outputs());
        all.addAll(model.reconstruct(sample(), sample()));
        all.add(model.complete(sample(), half()));
        if (model.abilities().contains(Ability.GENERATE)) {
            all.addAll(model.generate("cross", 2, new Seed(3)));
        }
        if (model.abilities().contains(Ability.SAMPLE)) {
            all.addAll(model.sample(2, new Seed(4)));
        }
        return all;
    }

    private static void assertAlike(List<double[]> found, List<double[]> expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).containsExactly(expected.get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aModelIsLoadedAsItWasSavedAndAnswersWithTheSameBits(String name) throws IOException {
        Path file = folder.resolve("model.safetensors");
        try (Model model = model(description(name))) {
            model.save(file);
            try (Model loaded = Model.load(file)) {
                assertThat(loaded.description()).isEqualTo(model.description());
                assertThat(loaded.abilities()).isEqualTo(model.abilities()).contains(Ability.COMPLETE);
                assertAlike(all(loaded), all(model));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void severalThreadsMayAskAtOnce(String name) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Model model = model(description(name))) {
            List<double[]> expected = all(model);
            List<Future<List<double[]>>> asked = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                asked.add(threads.submit(() -> all(model)));
            }
            for (Future<List<double[]>> each : asked) {
                assertAlike(each.get(), expected);
            }
        } finally {
            threads.shutdown();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void whatIsKnownStaysAsItWasGiven(String name) {
        try (Model model = model(description(name))) {
            double[] spoilt = sample();
            Arrays.fill(spoilt, 8, 16, Double.NaN);
            double[] completed = model.complete(spoilt, half());
            assertThat(Arrays.copyOf(completed, 8)).containsExactly(Arrays.copyOf(sample(), 8));
            for (double pixel : completed) {
                assertThat(pixel).isFinite();
            }
        }
    }

    /** What a plan of learning holds is what the trainer holds. */
    @ParameterizedTest
    @MethodSource("models")
    void theModelSaysWhoIsHeldWhileItLearns(String name) {
        Description description = description(name);
        Generative generative = description.generative().orElseThrow();
        Ends ends = generative.ends();
        assertThat(description.model().clamping()).isEqualTo(ends.clamping(generative.network()));
    }

    @Test
    void whatAModelCannotDoIsSaidInALine() {
        ModelSpec mlp = new ModelSpec.Mlp(List.of(3), Activation.TANH);
        try (Model plain = model(new Description(mlp, Energies.CROSS_ENTROPY, IMAGES, Optional.empty()));
                Model prior = model(description("generator"))) {
            assertThat(plain.abilities()).containsExactly(Ability.PREDICT);
            assertThatThrownBy(() -> plain.complete(sample(), half()))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage(
                            "the model mlp only predicts, by a forward pass: it cannot complete; the models bidirectional,"
                                    + " pc-graph and generator are asked from any end");
            assertThatThrownBy(() -> prior.generate("dot"))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage(
                            "this network cannot generate, expected one of [reconstruct, complete, sample]; the model"
                                    + " {name: generator, above: target} can do all");
        }
    }

    @Test
    void badQuestionsAreRefused() {
        try (Model model = model(description("bidirectional"))) {
            assertThatThrownBy(() -> model.generate("square"))
                    .hasMessage("there is no class 'square', expected one of [circle, cross, dot]");
            assertThatThrownBy(() -> model.generate("dot", 0, new Seed(1)))
                    .hasMessage("expected at least 1 sample to make, found 0");
            assertThatThrownBy(() -> model.complete(sample(), new boolean[15]))
                    .hasMessage("a mask of 15 numbers does not fit a sample of 16");
            assertThatThrownBy(() -> model.complete(sample(), new boolean[16]))
                    .hasMessage("nothing of the sample is known: at least one number must be");
            assertThatThrownBy(() -> model.reconstruct(new double[9]))
                    .hasMessage("sample 1: expected 16 numbers, found 9");
            assertThatThrownBy(model::reconstruct).hasMessage("expected at least one sample, found none");
        }
    }

    @Test
    void aLossWhoseEndsCannotBeFreeIsRefused() {
        ModelSpec spec = ModelForms.KIND.byDefault("bidirectional");
        assertThatThrownBy(() -> spec.requireLoss(Energies.CROSS_ENTROPY))
                .hasMessage("cross-entropy is no energy by which its ends could be free: expected squared-error");
        assertThatThrownBy(() -> ModelForms.KIND.byDefault("generator").requireLoss(Energies.CROSS_ENTROPY))
                .hasMessage(
                        "cross-entropy is no energy of a sample: expected squared-error, or binary-cross-entropy of pixels");
    }
}
