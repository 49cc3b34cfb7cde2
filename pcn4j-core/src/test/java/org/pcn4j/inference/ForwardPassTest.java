package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.RandomDense;
import org.pcn4j.dense.Kernels;
import org.pcn4j.inference.run.ForwardPass;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** A forward pass by dense kernels predicts what one by libtorch does, and follows the parameters. */
class ForwardPassTest {
    private static final Closeness CLOSE = new Closeness(1e-5, 1e-2);

    /** To the bit, and by dense kernels it would not be: the sums' order differs. */
    @Test
    void exactArithmeticBindsAForwardPass() {
        int others = 0;
        for (int seed = 0; seed < 20; seed++) {
            Network network = RandomDense.of(new SplittableRandom(seed));
            ForwardPass dense = new ForwardPass(network, Kernels.scalar());
            ForwardPass exact = dense.in(Arithmetic.EXACT);
            assertThat(exact.isDense()).isFalse();
            assertThat(dense.in(Arithmetic.FUSED).isDense()).isTrue();
            try (TensorScope scope = new TensorScope();
                    Parameters parameters = network.initialize(new Seed(seed), DType.FLOAT32);
                    Passes passes = Passes.evaluating(parameters)) {
                List<Tensor> inputs = inputs(network, 40);
                Tensor answer = exact.outputs(parameters, inputs).get(0);
                Tensor libtorch = network.forward(parameters.tensors(), inputs, passes)
                        .get(network.outputs().get(0).index())
                        .value();
                assertThat(answer.isEqualTo(libtorch)).isTrue();
                others += dense.outputs(parameters, inputs).get(0).isEqualTo(libtorch) ? 0 : 1;
            }
        }
        assertThat(others).isPositive();
    }

    private static List<Tensor> inputs(Network network, int batch) {
        return network.inputs().stream()
                .map(input ->
                        new Seed(batch).normal(DType.FLOAT32, input.shape().batched(batch), 0, 1))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void denseKernelsAndLibtorchAgree(int seed) {
        Network network = RandomDense.of(new SplittableRandom(seed));
        ForwardPass dense = new ForwardPass(network, Kernels.scalar());
        ForwardPass plain = new ForwardPass(network, Kernels.missing("none are asked for"));
        assertThat(dense.isDense()).isTrue();
        assertThat(plain.isDense()).isFalse();
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(new Seed(seed), DType.FLOAT32)) {
            for (int batch : new int[] {1, 3, 7, 40, 1}) {
                List<Tensor> inputs = inputs(network, batch);
                List<Tensor> found = dense.outputs(parameters, inputs);
                List<Tensor> expected = plain.outputs(parameters, inputs);
                for (int i = 0; i < expected.size(); i++) {
                    CLOSE.require(
                            "output " + i,
                            expected.get(i).toDoubles(),
                            found.get(i).toDoubles());
                    assertThat(found.get(i).shape()).isEqualTo(expected.get(i).shape());
                }
                found.forEach(Tensor::close);
                expected.forEach(Tensor::close);
                parameters.tensors().get(0).mulInPlace(0.9);
            }
        }
    }
}
