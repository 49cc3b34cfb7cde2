package org.pcn4j.train.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Dropout;
import org.pcn4j.function.Elementwise;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.Linear;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.function.Relu;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.SequentialBuilder;
import org.pcn4j.network.Transformer;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Operator;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.file.ProtoFields;

class OnnxTest {
    private static final Seed SEED = new Seed(6);
    private static final Energy SCORES = new CrossEntropy();
    private static final Network MLP = Models.mlp(Shape.of(6), List.of(5), new Tanh(), 3, SCORES);

    // onnx.proto
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_METADATA = 14;
    private static final int INITIALIZER = 5;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_DATA = 9;

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("model.onnx");
    }

    private ProtoFields written(Network network, OnnxOptions options) throws IOException {
        try (Parameters parameters = network.initialize(SEED, DType.FLOAT32)) {
            Onnx.write(file(), network, parameters, options);
        }
        return ProtoFields.of(Files.readAllBytes(file()));
    }

    private static List<String> initializers(ProtoFields model) {
        return model.message(MODEL_GRAPH).messages(INITIALIZER).stream()
                .map(tensor -> tensor.text(TENSOR_NAME))
                .filter(name -> !name.startsWith("constant "))
                .toList();
    }

    private static Map<String, String> metadata(ProtoFields model) {
        Map<String, String> texts = new LinkedHashMap<>();
        model.messages(MODEL_METADATA).forEach(entry -> texts.put(entry.text(1), entry.text(2)));
        return texts;
    }

    private static float[] data(ProtoFields model, String name) {
        byte[] raw = model.message(MODEL_GRAPH).messages(INITIALIZER).stream()
                .filter(tensor -> tensor.text(TENSOR_NAME).equals(name))
                .findFirst()
                .orElseThrow()
                .bytes(TENSOR_DATA);
        float[] numbers = new float[raw.length / Float.BYTES];
        ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
        return numbers;
    }

    @Test
    void aParameterThatNodesShareStandsOnceUnderItsName() throws IOException {
        for (Network network : List.of(
                MLP,
                Models.rnn(Shape.of(9, 4), 5, 3, SCORES),
                Models.lstm(7, 5, 4, 6, 3, SCORES),
                new Transformer(1, 8, 2).network(5, 11, SCORES))) {
            assertThat(initializers(written(network, OnnxOptions.defaults())))
                    .isEqualTo(network.parameters().stream()
                            .map(ParameterSpec::name)
                            .toList());
        }
    }

    @Test
    void theKernelsOfAConvolutionThatKeepsThemChannelsLastAreWrittenRowMajor() throws IOException {
        Network network = new SequentialBuilder(Shape.of(3, 6, 6))
                .layer("conv", new Conv2d(3, 16, 3), new Relu())
                .output("out", SCORES, new Flatten(), new Linear(256, 2));
        try (Parameters parameters = network.initialize(SEED, DType.FLOAT32)) {
            Onnx.write(file(), network, parameters, OnnxOptions.defaults());
            ProtoFields model = ProtoFields.of(Files.readAllBytes(file()));
            // toFloats gives elements row-major, however they lie.
            assertThat(data(model, "conv.weight"))
                    .isEqualTo(parameters.get("conv.weight").toFloats());
        }
    }

    @Test
    void theModelSaysWhatWroteItAndWhatItsOutputsAre() throws IOException {
        ProtoFields model = written(MLP, OnnxOptions.defaults().withMetadata("run", "µ 7"));
        assertThat(model.integer(1)).isEqualTo(8);
        assertThat(model.text(2)).isEqualTo("pcn4j");
        assertThat(model.text(3)).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(model.message(8).integer(2)).isEqualTo(Onnx.OPSET);
        assertThat(metadata(model))
                .containsExactly(
                        Map.entry("pcn4j.input.x", "numbers"),
                        Map.entry("pcn4j.output.out", "logits"),
                        Map.entry("run", "µ 7"));
        Network squared = Models.mlp(Shape.of(6), List.of(5), new Tanh(), 3, new SquaredError());
        assertThat(metadata(written(squared, OnnxOptions.defaults())))
                .containsEntry("pcn4j.output.out", "predictions evaluated by squared error");
    }

    @Test
    void probabilitiesAreTheSoftmaxOfWhatCrossEntropyScoresWeightedOrNotAndOfNothingElse() throws Exception {
        Network network = Network.builder()
                .input("x", Shape.of(6))
                .node("h", Chain.of(new Linear(6, 5), new Tanh()), "x")
                .output("class", new Linear(5, 3), SCORES.weighted(0.5), "h")
                .output("again", new Linear(5, 6), new SquaredError(), "h")
                .build();
        OnnxOptions options = OnnxOptions.defaults().withProbabilities();
        try (Parameters parameters = network.initialize(SEED, DType.FLOAT32);
                TensorScope scope = new TensorScope()) {
            Onnx.write(file(), network, parameters, options);
            List<Tensor> inputs = Agreement.inputs(network, 4, SEED, DType.FLOAT32);
            List<Tensor> expected = Agreement.predictions(network, parameters, inputs);
            try (OnnxRuntime runtime = new OnnxRuntime(file())) {
                List<Tensor> found = runtime.run(inputs);
                Agreement.requireEqual(found.get(0), ActivationKernels.softmax(expected.get(0)), 1e-6);
                Agreement.requireEqual(found.get(1), expected.get(1), 1e-6);
            }
        }
        assertThat(metadata(ProtoFields.of(Files.readAllBytes(file()))))
                .containsEntry("pcn4j.output.class", "probabilities")
                .containsEntry("pcn4j.output.again", "predictions evaluated by squared error");
    }

    @Test
    void probabilitiesOfNoScoresAreRefused() {
        Network network = Models.mlp(Shape.of(6), List.of(5), new Tanh(), 3, new SquaredError());
        assertThatThrownBy(() -> written(network, OnnxOptions.defaults().withProbabilities()))
                .isInstanceOf(OnnxException.class)
                .hasMessage(
                        "probabilities are the softmax of an output that cross-entropy scores, but 'out' is evaluated"
                                + " by squared error");
    }

    @Test
    void nodesWithoutAnOperatorOfTheirOwnGiveNoneAndOutputsAlwaysHaveTheirName() throws Exception {
        Network network = Network.builder()
                .input("x", Shape.of(4))
                .node("kept", new Dropout(0.5), "x")
                .node("h", new Linear(4, 4), "kept")
                .output("same", new Dropout(0.2), SCORES, "h")
                .output("too", new Dropout(0.2), SCORES, "h")
                .build();
        try (Parameters parameters = network.initialize(SEED, DType.FLOAT32)) {
            Onnx.write(file(), network, parameters, OnnxOptions.defaults());
            Agreement.require(file(), network, parameters, 1e-6);
        }
        ProtoFields graph = ProtoFields.of(Files.readAllBytes(file())).message(MODEL_GRAPH);
        assertThat(graph.messages(1).stream().map(operation -> operation.text(4)))
                .containsExactly("Gemm", "Identity", "Identity");
    }

    @Test
    void namesThatMeetAreToldApart() throws Exception {
        Network network = Network.builder()
                .input("h.weight", Shape.of(4))
                .node("h", Chain.of(new Linear(4, 4), new Tanh(), new Relu()), "h.weight")
                .node("h/Gemm", new Linear(4, 4), "h")
                .output("constant float32 0.5", new Linear(4, 2), SCORES, "h/Gemm")
                .build();
        try (Parameters parameters = network.initialize(SEED, DType.FLOAT32)) {
            Onnx.write(file(), network, parameters, OnnxOptions.defaults());
            Agreement.require(file(), network, parameters, 1e-6);
        }
    }

    /** A function of a user's. */
    private record Doubled() implements Elementwise {
        @Override
        public Tensor apply(Tensor x) {
            return x.mul(2);
        }

        @Override
        public Tensor derivative(Tensor error, Tensor x, Tensor y) {
            return error.mul(2);
        }

        @Override
        public String toString() {
            return "doubled";
        }
    }

    private static final Network DOUBLED = new SequentialBuilder(Shape.of(4))
            .layer("fc1", new Linear(4, 3), new Doubled())
            .output("out", SCORES, new Linear(3, 2));

    @Test
    void aFunctionWithoutTranslationIsRefusedByNodeAndFunction() {
        assertThatThrownBy(() -> written(DOUBLED, OnnxOptions.defaults()))
                .isInstanceOf(OnnxException.class)
                .hasMessage("node 'fc1' predicts by doubled, of which there is no translation to ONNX; "
                        + "OnnxOptions.withTranslation gives one for org.pcn4j.train.onnx.OnnxTest$Doubled");
    }

    @Test
    void aUsersTranslationIsUsed() throws Exception {
        OnnxOptions options = OnnxOptions.defaults()
                .withTranslation(
                        Doubled.class,
                        (function, operands, graph) ->
                                graph.operation("Mul", List.of(operands.input(), graph.number(2))));
        try (Parameters parameters = DOUBLED.initialize(SEED, DType.FLOAT32)) {
            Onnx.write(file(), DOUBLED, parameters, options);
            Agreement.require(file(), DOUBLED, parameters, 1e-6);
        }
    }

    @Test
    void aRefusedModelLeavesTheFileThatWasThere() throws IOException {
        Files.writeString(file(), "before");
        assertThatThrownBy(() -> written(DOUBLED, OnnxOptions.defaults())).isInstanceOf(OnnxException.class);
        assertThat(file()).hasContent("before");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(file());
        }
    }

    @Test
    void parametersOfAnotherNetworkAreRefused() {
        Network other = Models.mlp(Shape.of(6), List.of(4), new Tanh(), 3, SCORES);
        try (Parameters parameters = other.initialize(SEED, DType.FLOAT32)) {
            assertThatThrownBy(() -> Onnx.write(file(), MLP, parameters, OnnxOptions.defaults()))
                    .isInstanceOf(OnnxException.class)
                    .hasMessage("the parameters are of another network: expected [fc1.weight [5, 6], fc1.bias [5], "
                            + "out.weight [3, 5], out.bias [3]], got [fc1.weight [4, 6], fc1.bias [4], "
                            + "out.weight [3, 4], out.bias [3]]");
        }
    }

    /** What the other tests test on would see it. */
    @Test
    void aModelOfOtherWeightsDoesNotAgree() throws IOException {
        try (Parameters parameters = MLP.initialize(SEED, DType.FLOAT32);
                Parameters others = parameters.copy()) {
            others.get("fc1.bias").addInPlace(others.get("fc1.bias"), 1e-3);
            Onnx.write(file(), MLP, others, OnnxOptions.defaults());
            assertThatThrownBy(() -> Agreement.require(file(), MLP, parameters, 1e-5))
                    .isInstanceOf(AssertionError.class);
        }
    }

    /** The rows of the weights overlap in memory, which a build machine has not so much of. */
    @Tag("slow")
    @Test
    void modelsOfTwoGigabytesAreRefused() {
        long width = 23_171;
        Initializer overlapping = (seed, dtype, shape) -> {
            try (Tensor few = Tensor.full(dtype, Shape.of(2 * width - 1), 1)) {
                return Operator.named("aten::unfold", "").call(few, 0L, width, 1L);
            }
        };
        Network network = new SequentialBuilder(Shape.of(width))
                .output("out", SCORES, new Linear(width, width).withoutBias().withWeights(overlapping));
        try (Parameters parameters = network.initialize(SEED, DType.FLOAT32)) {
            assertThatThrownBy(() -> Onnx.write(file(), network, parameters, OnnxOptions.defaults()))
                    .isInstanceOf(OnnxException.class)
                    .hasMessageMatching(
                            "the model would have 21475\\d{5} bytes, expected at most 2147483647, as many as"
                                    + " an ONNX file can hold");
        }
        assertThat(file()).doesNotExist();
    }
}
