package org.pcn4j.train.onnx;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.function.Chain;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.LearnedPrecision;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.network.FcResNet;
import org.pcn4j.network.GruCell;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.RecurrentBuilder;
import org.pcn4j.network.ResNet;
import org.pcn4j.network.Transformer;
import org.pcn4j.network.UNet;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;

class OnnxModelsTest {
    private static final double TOLERANCE = 1e-5;
    private static final Shape IMAGE = Shape.of(3, 32, 32);
    private static final CrossEntropy LOSS = new CrossEntropy();

    @TempDir
    private Path folder;

    private static Network model(String name) {
        return switch (name) {
            case "mlp" -> Models.mlp(Shape.of(1, 28, 28), List.of(32, 16), new Tanh(), 10, LOSS);
            case "cnn" -> Models.cnn(Shape.of(1, 28, 28), 10, LOSS);
            case "rnn" -> Models.rnn(Shape.of(28, 28), 32, 10, LOSS);
            case "alexnet" -> Models.alexnet(IMAGE, 8, 10, LOSS);
            case "vgg5" -> Models.vgg5(IMAGE, 16, 10, LOSS);
            case "resnet18" -> ResNet.of18(8, ResNet.Norm.BATCH).network(IMAGE, 10, LOSS);
            case "resnet18-plain" -> ResNet.of18(8, ResNet.Norm.NONE).network(IMAGE, 10, LOSS);
            case "lstm" -> Models.lstm(12, 28, 16, 24, 6, LOSS);
            case "gru" -> gru();
            case "transformer" -> new Transformer(2, 32, 4).network(16, 30, LOSS);
            case "autoencoder" -> new UNet(8, 2).network(IMAGE, new SquaredError());
            case "fc-resnet" ->
                new FcResNet(5, 16, new Tanh(), FcResNet.Parametrization.MUPC).network(Shape.of(1, 28, 28), 10, LOSS);
            case "learned-precision" ->
                Network.builder()
                        .input("x", Shape.of(7))
                        .node("h", Chain.of(new Linear(7, 5), new Tanh()), LearnedPrecision.of(5), "x")
                        .output("y", new Linear(5, 3), LearnedPrecision.of(3), "h")
                        .build();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Network gru() {
        return RecurrentBuilder.ofTokens(10, 28, 16)
                .cell(new GruCell("gru1", 16, 24))
                .cell(new GruCell("gru2", 24, 12))
                .output("out", LOSS, new Linear(12, 6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp",
                "cnn",
                "rnn",
                "alexnet",
                "vgg5",
                "resnet18",
                "resnet18-plain",
                "lstm",
                "gru",
                "transformer",
                "autoencoder",
                "fc-resnet",
                "learned-precision"
            })
    void onnxRuntimePredictsWhatTheModelPredicts(String name) throws Exception {
        Network network = model(name);
        Path file = folder.resolve("model.onnx");
        try (Parameters parameters = Agreement.parameters(network, new Seed(4), DType.FLOAT32)) {
            Onnx.write(file, network, parameters, OnnxOptions.defaults());
            Agreement.require(file, network, parameters, TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn", "resnet18-plain", "transformer"})
    void andWhatTheModelPredictsThatIsLevelled(String name) throws Exception {
        Network network = model(name).levelled();
        Path file = folder.resolve("model.onnx");
        try (Parameters parameters = Agreement.parameters(network, new Seed(5), DType.FLOAT32)) {
            Onnx.write(file, network, parameters, OnnxOptions.defaults());
            Agreement.require(file, network, parameters, TOLERANCE);
        }
    }
}
