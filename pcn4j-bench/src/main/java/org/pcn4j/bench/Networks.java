package org.pcn4j.bench;

import java.util.List;
import java.util.Locale;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Elementwise;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.Relu;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Shards;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.ErrorBasedPredictiveCoding;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.Sgd;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.ResNet;
import org.pcn4j.network.Transformer;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Threads;

/** What a workload asks for, made by the library. The models have the sizes that the command line gives them. */
final class Networks {
    private static final String SHARES = "shares:";

    private static final int CLASSES = 10;
    private static final long SIDE = 28;
    private static final Shape COLORED = Shape.of(3, 32, 32);
    private static final int HIDDEN = 128;
    private static final int HEADS = 4;
    private static final int WINDOW = 64;
    private static final int CHARACTERS = 27;
    private static final int RESNET_WIDTH = 64;
    private static final int VGG_WIDTH = 128;

    private Networks() {}

    static Network network(Workload workload) {
        Energy loss = loss(workload);
        return switch (workload.network()) {
            case "mlp" -> mlp(workload, loss);
            case "cnn" -> Models.cnn(Shape.of(1, SIDE, SIDE), CLASSES, loss);
            case "rnn" -> rnn(workload, loss);
            case "resnet18" -> ResNet.of18(RESNET_WIDTH, ResNet.Norm.BATCH).network(COLORED, CLASSES, loss);
            case "vgg5" -> Models.vgg5(COLORED, VGG_WIDTH, CLASSES, loss);
            case "transformer" -> new Transformer(1, HIDDEN, HEADS).network(WINDOW, CHARACTERS, loss);
            default -> throw unknown("network", workload.network());
        };
    }

    private static Network mlp(Workload workload, Energy loss) {
        List<Integer> sizes = workload.sizes();
        if (sizes.size() < 2) {
            throw new IllegalArgumentException("an mlp needs two sizes at least, not " + sizes);
        }
        int last = sizes.size() - 1;
        return Models.mlp(
                Shape.of(sizes.get(0)),
                sizes.subList(1, last),
                activation(workload.activation()),
                sizes.get(last),
                loss);
    }

    private static Network rnn(Workload workload, Energy loss) {
        List<Integer> sizes = workload.sizes();
        if (sizes.size() != 3 || workload.length() < 1) {
            throw new IllegalArgumentException("an rnn needs a length and the sizes of input, state and output, not "
                    + workload.length() + " and " + sizes);
        }
        return Models.rnn(Shape.of(workload.length(), sizes.get(0)), sizes.get(1), sizes.get(2), loss);
    }

    private static Elementwise activation(String name) {
        return switch (name) {
            case "gelu" -> new Gelu();
            case "tanh" -> new Tanh();
            case "relu" -> new Relu();
            default -> throw unknown("activation", name);
        };
    }

    static Energy loss(Workload workload) {
        return switch (workload.loss()) {
            case "squared-error" -> new SquaredError();
            case "cross-entropy" -> new CrossEntropy();
            default -> throw unknown("loss", workload.loss());
        };
    }

    static Rule rule(Workload workload) {
        Rule rule = scheduled(workload);
        return workload.arithmetic().isEmpty()
                ? rule
                : rule.in(Arithmetic.valueOf(workload.arithmetic().toUpperCase(Locale.ROOT)));
    }

    private static Rule scheduled(Workload workload) {
        return switch (workload.rule()) {
            case "il" -> new Rule.Scheduled(InferenceLearning.schedule(workload.steps(), workload.gamma()));
            case "il by adam" ->
                new Rule.Scheduled(InferenceLearning.schedule(workload.steps(), workload.gamma())
                        .withRelaxation(new AdamDescent(workload.gamma(), 0.9, 0.999, 1e-8)));
            case "ipc" -> new Rule.Scheduled(IncrementalPredictiveCoding.schedule(workload.steps(), workload.gamma()));
            case "epc" -> new Rule.Scheduled(ErrorBasedPredictiveCoding.schedule(workload.steps(), workload.gamma()));
            case Workload.SETTLE -> new Rule.Scheduled(Settling.schedule(workload));
            case "z-il" -> new Rule.Scheduled(ZeroDivergence.schedule());
            case "bp" -> new Rule.Backprop();
            default -> throw unknown("rule", workload.rule());
        };
    }

    static Optimizer optimizer(Workload workload) {
        return switch (workload.optimizer()) {
            // Fused, as the peers' are.
            case "adam" -> new Adam(workload.learningRate()).fused();
            case "sgd" -> new Sgd(workload.learningRate());
            default -> throw unknown("optimizer", workload.optimizer());
        };
    }

    /**
     * Puts a thread setting in force: a number of threads, for the pool that suits the network as the command line
     * chooses it, or {@code default}, as many as the command line takes.
     *
     * @return the setting in force
     */
    static Threads useThreads(Workload workload, Network network, String threads) {
        if (threads.startsWith(SHARES)) {
            Threads shares = Threads.forShards(Integer.parseInt(threads.substring(SHARES.length())));
            (network.convolves() ? shares : shares.withoutOneDnn()).use();
        } else if (!threads.equals("default")) {
            suited(network, Integer.parseInt(threads)).use();
        } else if (!Threads.chosenByEnvironment()) {
            int count = Threads.available();
            Shards.suited(network, workload.batch(), count).use();
        }
        return Threads.current();
    }

    private static Threads suited(Network network, int count) {
        return network.convolves()
                ? Threads.forConvolutions(count)
                : Threads.forMatrices(count).withoutOneDnn();
    }

    private static IllegalArgumentException unknown(String what, String name) {
        return new IllegalArgumentException("unknown " + what + " '" + name + "'");
    }
}
