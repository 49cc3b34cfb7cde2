package org.pcn4j.train.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pcn4j.function.Elements;
import org.pcn4j.function.Prediction;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Whether ONNX Runtime computes from a model what the network predicts. */
final class Agreement {
    private static final double MOVED = 0.05;

    private Agreement() {}

    /** Moves every number, so that no bias is 0 and no running statistic is what it is before learning. */
    static Parameters parameters(Network network, Seed seed, DType dtype) {
        Parameters parameters = network.initialize(seed, dtype);
        try (TensorScope scope = new TensorScope()) {
            for (int i = 0; i < parameters.tensors().size(); i++) {
                Tensor tensor = parameters.tensors().get(i);
                tensor.addInPlace(seed.derive(i).uniform(dtype, tensor.shape(), -MOVED, MOVED));
            }
            for (int i = 0; i < parameters.buffers().size(); i++) {
                Tensor tensor = parameters.buffers().get(i);
                tensor.copyInPlace(seed.derive(-i).uniform(dtype, tensor.shape(), 0.5, 1.5));
            }
        }
        return parameters;
    }

    /** Draws one tensor an input: numbers from −2 to 2, or tokens of its vocabulary. */
    static List<Tensor> inputs(Network network, long batch, Seed seed, DType dtype) {
        return network.inputs().stream()
                .map(node -> input(node, node.shape().batched(batch), seed.derive(node.name()), dtype))
                .toList();
    }

    private static Tensor input(Node node, Shape shape, Seed seed, DType dtype) {
        if (node.elements() instanceof Elements.Tokens tokens) {
            long[] drawn = seed.generator()
                    .longs(shape.elements(), 0, tokens.vocabulary())
                    .toArray();
            return Tensor.of(shape, drawn);
        }
        return seed.uniform(dtype, shape, -2, 2);
    }

    /** What the outputs predict in an evaluation, in order. */
    static List<Tensor> predictions(Network network, Parameters parameters, List<Tensor> inputs) {
        try (Passes passes = Passes.evaluating(parameters)) {
            List<Prediction> all = network.forward(parameters.tensors(), inputs, passes);
            return network.outputs().stream()
                    .map(node -> all.get(node.index()).value())
                    .toList();
        }
    }

    /** Requires that the model in a file gives what the network predicts, for several sizes of a batch. */
    static void require(Path file, Network network, Parameters parameters, double tolerance)
            throws OrtException, IOException {
        try (OnnxRuntime runtime = new OnnxRuntime(file, optimization(parameters.dtype()))) {
            assertThat(runtime.outputs())
                    .isEqualTo(network.outputs().stream().map(Node::name).toList());
            for (long batch : List.of(1L, 3L)) {
                try (TensorScope scope = new TensorScope()) {
                    List<Tensor> inputs = inputs(network, batch, new Seed(batch), parameters.dtype());
                    List<Tensor> expected = predictions(network, parameters, inputs);
                    List<Tensor> found = runtime.run(inputs);
                    for (int i = 0; i < expected.size(); i++) {
                        requireEqual(found.get(i), expected.get(i), tolerance);
                    }
                }
            }
        }
    }

    private static OptLevel optimization(DType dtype) {
        return dtype == DType.FLOAT64 ? OptLevel.NO_OPT : OptLevel.ALL_OPT;
    }

    /** Equal but for a tolerance, relative where numbers are greater than 1. */
    static void requireEqual(Tensor found, Tensor expected, double tolerance) {
        assertThat(found.shape()).isEqualTo(expected.shape());
        assertThat(found.dtype()).isEqualTo(expected.dtype());
        double[] a = found.toDoubles();
        double[] b = expected.toDoubles();
        assertThat(Arrays.stream(b)).as("what is compared is not all 0").anyMatch(number -> number != 0);
        double greatest = IntStream.range(0, b.length)
                .mapToDouble(i -> Math.abs(a[i] - b[i]) / Math.max(1, Math.abs(b[i])))
                .reduce(0, (x, y) -> Double.isNaN(y) ? Double.POSITIVE_INFINITY : Math.max(x, y));
        assertThat(greatest).isLessThanOrEqualTo(tolerance);
    }
}
