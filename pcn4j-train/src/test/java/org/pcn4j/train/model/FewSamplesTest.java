package org.pcn4j.train.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Threads;

/** A few samples are answered by the calling thread alone. */
class FewSamplesTest {
    private static final Domain IMAGES = new Domain.Images(3, 32, 32, List.of("cat", "dog"));
    private static final int NUMBERS = 3 * 32 * 32;

    private final Threads before = Threads.current();

    @AfterEach
    void restore() {
        before.use();
    }

    private static Model model() {
        ModelSpec cnn = new ModelSpec.Cnn();
        Description description = new Description(cnn, cnn.answers(IMAGES).defaultLoss(), IMAGES, Optional.empty());
        try (Parameters parameters = description.network().initialize(new Seed(5), DType.FLOAT32)) {
            return Model.of(description, parameters);
        }
    }

    private static double[][] samples(int count) {
        double[][] samples = new double[count][NUMBERS];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < NUMBERS; k++) {
                samples[i][k] = (i + 7.0 * k) % 11 / 11;
            }
        }
        return samples;
    }

    private static List<Double> outputs(Model model, double[]... samples) {
        return model.predict(samples).stream()
                .flatMap(answer -> Arrays.stream(answer.outputs()).boxed())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void theyGetTheSameBitsHoweverManyThreadsProductsHave(int count) {
        double[][] samples = samples(count);
        List<List<Double>> all = new ArrayList<>();
        try (Model model = model()) {
            for (int threads : new int[] {2, 3, 4, 2}) {
                Threads.forMatrices(threads).use();
                all.add(outputs(model, samples));
            }
            assertThat(all).containsOnly(all.get(0));
            Threads.forMatrices(1).use();
            List<Double> one = outputs(model, samples);
            for (int i = 0; i < one.size(); i++) {
                assertThat(all.get(0).get(i)).isCloseTo(one.get(i), within(1e-5));
            }
        }
    }

    @Test
    void theSettingStaysInForce() {
        Threads.forMatrices(3).use();
        try (Model model = model()) {
            model.predict(samples(1));
        }
        assertThat(Threads.current()).isEqualTo(Threads.forMatrices(3));
    }
}
