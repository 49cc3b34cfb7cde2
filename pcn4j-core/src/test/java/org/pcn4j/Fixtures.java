package org.pcn4j;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.pcn4j.data.Digits;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.data.Mnist;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Elements;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.LeakyRelu;
import org.pcn4j.function.Linear;
import org.pcn4j.function.MaxPool2d;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.network.GruCell;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.RecurrentBuilder;
import org.pcn4j.network.ResNet;
import org.pcn4j.network.Transformer;
import org.pcn4j.network.UNet;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.Threads;

/** Networks and batches that several tests use. */
public final class Fixtures {
    public static final List<String> MODELS = List.of("mlp", "cnn", "rnn");
    public static final List<String> GRAPHS =
            List.of("alexnet", "vgg5", "resnet18", "resnet18-plain", "lstm", "gru", "transformer", "autoencoder");
    private static final Set<String> CONVOLUTIONAL =
            Set.of("cnn", "alexnet", "vgg5", "resnet18", "resnet18-plain", "autoencoder");
    public static final List<Energy> LOSSES = List.of(new SquaredError(), new CrossEntropy());
    private static final int CLASSES = 10;
    private static final int SIDE = 28;

    private Fixtures() {}

    /** The three networks of the main job at full size. */
    public static Network model(String name, Energy loss) {
        return switch (name) {
            case "mlp" -> Models.mlp(Shape.of(SIDE * SIDE), List.of(128, 128), new Tanh(), CLASSES, loss);
            case "cnn" -> Models.cnn(Shape.of(1, SIDE, SIDE), CLASSES, loss);
            case "rnn" -> Models.rnn(Shape.of(SIDE, SIDE), 128, CLASSES, loss);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Small ones of the same kinds, for tests that run many steps. */
    public static Network small(String name, Energy loss) {
        return switch (name) {
            case "mlp" -> Models.mlp(Shape.of(12), List.of(9, 8, 7), new Tanh(), 5, loss);
            case "cnn" -> Models.cnn(Shape.of(2, 8, 8), 5, loss);
            case "rnn" -> Models.rnn(Shape.of(6, 4), 9, 5, loss);
            case "residual" -> residual(loss);
            case "separate" -> separate(loss);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** A network whose graph is not levelled: a skip over two layers, a fan-out of three, and tied weights. */
    public static Network residual(Energy loss) {
        return Network.builder()
                .input("x", Shape.of(12))
                .node("a", Chain.of(new Linear(12, 9), new Tanh()), "x")
                .node("b", Chain.of(new Linear(9, 9), new Tanh()), "a")
                .sharedNode("c", "b", Chain.of(new Linear(9, 9), new Tanh()), "b")
                .node("d", Sum.ofInputs(3), "c", "a", "a")
                .node("e", Chain.of(Sum.ofInputs(2), new Tanh(), new Linear(9, 9)), "d", "b")
                .output("y", new Linear(9, 5), loss, "e")
                .build();
    }

    /** A network in which activations, pooling and flattening are nodes of their own, without parameters. */
    public static Network separate(Energy loss) {
        return Network.builder()
                .input("x", Shape.of(2, 8, 8))
                .node("conv", new Conv2d(2, 4, 3), "x")
                .node("act", new LeakyRelu(0.1), "conv")
                .node("pool", new MaxPool2d(2), "act")
                .node("flat", new Flatten(), "pool")
                .node("fc", new Linear(36, 7), "flat")
                .node("gelu", new Gelu(), "fc")
                .output("y", new Linear(7, 5), loss, "gelu")
                .build();
    }

    /** A batch of Gaussian inputs or random tokens, with random labels, or for a squared error of images, numbers. */
    public static Clamps random(Network network, Seed seed, DType dtype, int batch) {
        List<Tensor> inputs = new ArrayList<>();
        for (Node input : network.inputs()) {
            Seed own = inputs.isEmpty() ? seed.derive("input") : seed.derive("input " + input.name());
            Shape shape = input.shape().batched(batch);
            inputs.add(
                    input.elements() instanceof Elements.Tokens tokens
                            ? own.uniform(DType.FLOAT64, shape, 0, (double) tokens.vocabulary())
                                    .to(DType.INT64)
                            : own.normal(dtype, shape, 0, 1));
        }
        List<Tensor> targets = new ArrayList<>();
        for (Node output : network.outputs()) {
            targets.add(target(output, seed.derive(targets.size()), dtype, batch));
        }
        return Clamps.of(network, inputs, targets);
    }

    private static Tensor target(Node output, Seed seed, DType dtype, int batch) {
        Shape shape = output.shape();
        Energy loss = output.energy();
        if (shape.rank() > 2) {
            return seed.normal(dtype, shape.batched(batch), 0, 1);
        }
        Shape labels = shape.rank() == 1 ? Shape.of(batch) : Shape.of(batch, shape.size(0));
        double classes = (double) shape.size(shape.rank() - 1);
        return loss.targets(seed.uniform(DType.FLOAT64, labels, 0, classes).to(DType.INT64), shape, dtype);
    }

    /** Those whose graphs are not chains, and the larger ones, each at a small width. */
    public static Network graph(String name, Energy loss) {
        Shape image = Shape.of(3, 32, 32);
        return switch (name) {
            case "alexnet" -> Models.alexnet(image, 4, CLASSES, loss);
            case "vgg5" -> Models.vgg5(image, 8, CLASSES, loss);
            case "resnet18" -> ResNet.of18(8, ResNet.Norm.BATCH).network(image, CLASSES, loss);
            case "resnet18-plain" -> ResNet.of18(8, ResNet.Norm.NONE).network(image, CLASSES, loss);
            case "lstm" -> Models.lstm(9, 12, 6, 10, 5, loss);
            case "gru" ->
                RecurrentBuilder.of(Shape.of(7, 6))
                        .cell(new GruCell("lower", 6, 9))
                        .cell(new GruCell("upper", 9, 8))
                        .output("out", loss, new Linear(8, 5));
            case "transformer" -> new Transformer(2, 16, 2).network(10, 12, loss);
            case "autoencoder" -> new UNet(8, 2).network(image, new SquaredError());
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** The same at full size. */
    public static Network fullGraph(String name) {
        Shape image = Shape.of(3, 32, 32);
        Energy loss = new CrossEntropy();
        return switch (name) {
            case "alexnet" -> Models.alexnet(image, 64, CLASSES, loss);
            case "vgg5" -> Models.vgg5(image, 128, CLASSES, loss);
            case "resnet18" -> ResNet.of18(64, ResNet.Norm.BATCH).network(image, CLASSES, loss);
            case "resnet18-plain" -> ResNet.of18(64, ResNet.Norm.NONE).network(image, CLASSES, loss);
            case "lstm" -> Models.lstm(20, 59, 64, 128, 18, loss);
            case "gru" ->
                RecurrentBuilder.of(Shape.of(SIDE, SIDE))
                        .cell(new GruCell("gru", SIDE, 128))
                        .output("out", loss, new Linear(128, CLASSES));
            case "transformer" -> new Transformer(1, 128, 4).network(64, 65, loss);
            case "autoencoder" -> new UNet(32, 2).network(image, new SquaredError());
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** The images from an index on, as a batch, in the shape that the network takes. */
    public static Clamps images(Network network, LabeledImages images, int from, DType dtype, int batch) {
        float[] pixels = new float[batch * images.numbersPerImage()];
        long[] labels = new long[batch];
        for (int i = 0; i < batch; i++) {
            int index = (from + i) % images.size();
            images.copyPixels(index, pixels, i * images.numbersPerImage());
            labels[i] = images.label(index);
        }
        Shape shape = network.inputs().get(0).shape().batched(batch);
        return clamps(network, Tensor.of(shape, pixels).to(dtype), labels);
    }

    private static Clamps clamps(Network network, Tensor input, long[] labels) {
        Tensor target = network.outputs()
                .get(0)
                .energy()
                .targets(
                        Tensor.of(Shape.of(labels.length), labels),
                        network.outputs().get(0).shape(),
                        input.dtype());
        return Clamps.of(network, input, target);
    }

    public static LabeledImages digits(int count) {
        return Digits.generate(1, count, 10).train();
    }

    /** The real MNIST, where it is at hand. */
    public static Optional<LabeledImages> mnist() {
        return Stream.of(
                        Optional.ofNullable(System.getenv("PCN4J_DATA")).orElse("../../shared/data"),
                        "../../shared/data",
                        "../shared/data")
                .map(folder -> Path.of(folder, "mnist"))
                .filter(Files::isDirectory)
                .findFirst()
                .map(folder -> Mnist.read(folder).train());
    }

    /** Puts threads in force that suit the model, until closed; one thread without oneDNN where nothing convolves. */
    public static Restored threads(String model, int threads) {
        Threads before = Threads.current();
        Threads suited =
                CONVOLUTIONAL.contains(model) ? Threads.forConvolutions(threads) : Threads.forMatrices(threads);
        (threads == 1 && !CONVOLUTIONAL.contains(model) ? suited.withoutOneDnn() : suited).use();
        return before::use;
    }

    /** Undoes a setting. */
    public interface Restored extends AutoCloseable {
        @Override
        void close();
    }
}
