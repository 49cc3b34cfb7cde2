package org.pcn4j.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.tensor.Autograd;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

class BatchNormTest {
    private static final Seed SEED = new Seed(17);
    private static final int CHANNELS = 3;
    private static final BatchNorm NORM = new BatchNorm(CHANNELS);

    /** PyTorch's formula: 0.9 · running + 0.1 · batch, with the unbiased variance. */
    @Test
    void theFirstPredictionOfAnUpdateMovesTheRunningStatisticsAndNoOtherDoes() {
        try (TensorScope scope = new TensorScope()) {
            int batch = 5;
            int places = 8;
            Tensor x = SEED.normal(DType.FLOAT64, Shape.of(batch, CHANNELS, 2, 4), 3, 2);
            List<Tensor> running = buffers(DType.FLOAT64);
            Pass pass = Pass.learning(() -> SEED, running);
            NORM.predict(List.of(x), theta(DType.FLOAT64), pass);
            double[] once = running.get(0).toDoubles();
            double[] numbers = x.toDoubles();
            for (int c = 0; c < CHANNELS; c++) {
                int n = batch * places;
                double sum = 0;
                double squares = 0;
                for (int i = 0; i < n; i++) {
                    double number = numbers[((i / places) * CHANNELS + c) * places + i % places];
                    sum += number;
                    squares += number * number;
                }
                double mean = sum / n;
                double variance = (squares - n * mean * mean) / (n - 1);
                assertThat(once[c]).isCloseTo(0.9 * 0 + 0.1 * mean, within(1e-12));
                assertThat(running.get(1).toDoubles()[c]).isCloseTo(0.9 * 1 + 0.1 * variance, within(1e-12));
            }
            NORM.predict(List.of(x.mul(2)), theta(DType.FLOAT64), pass);
            assertThat(running.get(0).toDoubles()).isEqualTo(once);
            NORM.predict(List.of(x), theta(DType.FLOAT64), Pass.learning(() -> SEED, running));
            assertThat(running.get(0).toDoubles()).isNotEqualTo(once);
        }
    }

    @Test
    void whetherTheStatisticsAreTouchedChangesNoBitOfThePrediction() {
        try (TensorScope scope = new TensorScope()) {
            Tensor x = SEED.normal(DType.FLOAT32, Shape.of(5, CHANNELS, 2, 4), 3, 2);
            Pass pass = Pass.learning(() -> SEED, buffers(DType.FLOAT32));
            Tensor first = NORM.predict(List.of(x), theta(DType.FLOAT32), pass).value();
            Tensor second = NORM.predict(List.of(x), theta(DType.FLOAT32), pass).value();
            assertThat(first.isEqualTo(second)).isTrue();
        }
    }

    @Test
    void anEvaluationUsesTheRunningStatisticsAndLeavesThemAsTheyAre() {
        try (TensorScope scope = new TensorScope()) {
            Tensor x = SEED.normal(DType.FLOAT64, Shape.of(1, CHANNELS), 3, 2);
            List<Tensor> running = List.of(
                    Tensor.of(DType.FLOAT64, Shape.of(CHANNELS), 1, 2, 3),
                    Tensor.of(DType.FLOAT64, Shape.of(CHANNELS), 4, 9, 16));
            double[] found = NORM.predict(List.of(x), theta(DType.FLOAT64), Pass.evaluating(running))
                    .value()
                    .toDoubles();
            double[] numbers = x.toDoubles();
            double[] weight = theta(DType.FLOAT64).get(0).toDoubles();
            double[] bias = theta(DType.FLOAT64).get(1).toDoubles();
            for (int c = 0; c < CHANNELS; c++) {
                double mean = running.get(0).toDoubles()[c];
                double variance = running.get(1).toDoubles()[c];
                double expected = (numbers[c] - mean) / Math.sqrt(variance + 1e-5) * weight[c] + bias[c];
                assertThat(found[c]).isCloseTo(expected, within(1e-12));
            }
            assertThat(running.get(0).toDoubles()).containsExactly(1, 2, 3);
            assertThat(running.get(1).toDoubles()).containsExactly(4, 9, 16);
        }
    }

    @Test
    void anEvaluationCanBePulledBackWithTheBitsOfAutograd() {
        try (TensorScope scope = new TensorScope()) {
            for (Shape shape : List.of(Shape.of(1, CHANNELS), Shape.of(4, CHANNELS, 2, 5))) {
                Tensor x = SEED.normal(DType.FLOAT32, shape, 3, 2);
                List<Tensor> theta = theta(DType.FLOAT32);
                List<Tensor> running = List.of(
                        Tensor.of(DType.FLOAT32, Shape.of(CHANNELS), 1, 2, 3),
                        Tensor.of(DType.FLOAT32, Shape.of(CHANNELS), 4, 9, 16));
                Tensor error = SEED.derive("error").normal(DType.FLOAT32, shape, 0, 1);
                Prediction prediction = NORM.predict(List.of(x), theta, Pass.evaluating(running));
                Pullback pulled = NORM.pullback(prediction, error, Wanted.everything(1));
                List<Tensor> ours = new ArrayList<>(pulled.inputs());
                ours.addAll(pulled.parameters());
                Autograd autograd = new Autograd(List.of(x, theta.get(0), theta.get(1)));
                List<Tensor> leaves = autograd.leaves();
                Tensor recorded = NORM.predict(leaves.subList(0, 1), leaves.subList(1, 3), Pass.evaluating(running))
                        .value();
                List<Tensor> gradients = autograd.gradients(recorded, error);
                for (int i = 0; i < gradients.size(); i++) {
                    assertThat(ours.get(i).isEqualTo(gradients.get(i)))
                            .as("result %d", i)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void oneNumberAChannelHasNoVarianceToLearnWith() {
        try (TensorScope scope = new TensorScope()) {
            Tensor x = SEED.normal(DType.FLOAT32, Shape.of(1, CHANNELS), 0, 1);
            Pass pass = Pass.learning(() -> SEED, buffers(DType.FLOAT32));
            assertThatThrownBy(() -> NORM.predict(List.of(x), theta(DType.FLOAT32), pass))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("batchNorm(3) expects more than one number a channel when it learns, "
                            + "got a batch of [1, 3]");
        }
    }

    @Test
    void theBuffersAreNamedAsInPyTorch() {
        assertThat(NORM.buffers()).extracting(ParameterSpec::name).containsExactly("running_mean", "running_var");
        assertThat(NORM.parameters()).extracting(ParameterSpec::name).containsExactly("weight", "bias");
    }

    private static List<Tensor> buffers(DType dtype) {
        return NORM.buffers().stream()
                .map(spec -> spec.initializer().draw(SEED, dtype, spec.shape()))
                .toList();
    }

    private static List<Tensor> theta(DType dtype) {
        return List.of(
                Tensor.of(dtype, Shape.of(CHANNELS), 0.5, 2, -1.5), Tensor.of(dtype, Shape.of(CHANNELS), 0.25, -1, 3));
    }
}
