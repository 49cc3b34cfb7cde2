package org.pcn4j.train.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.function.Function;
import org.pcn4j.function.Loss;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.settings.Form;
import org.pcn4j.train.settings.Key;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Variants;

/** A node of a network that is spelled out. Immutable. */
public sealed interface NodeSpec {
    /** Returns its name, once in a network. */
    String name();

    /** Adds the node. */
    void add(NetworkBuilder network, Loss loss);

    /** Returns the shape of samples, if samples go in here. */
    default Optional<Shape> input() {
        return Optional.empty();
    }

    /** The root that is clamped to samples of numbers. */
    record Input(String name, Shape shape) implements NodeSpec {
        @Override
        public void add(NetworkBuilder network, Loss loss) {
            network.input(name, shape);
        }

        @Override
        public Optional<Shape> input() {
            return Optional.of(shape);
        }
    }

    /** The root that is clamped to samples of tokens. */
    record Tokens(String name, Shape shape, long vocabulary) implements NodeSpec {
        @Override
        public void add(NetworkBuilder network, Loss loss) {
            network.tokens(name, shape, vocabulary);
        }

        @Override
        public Optional<Shape> input() {
            return Optional.of(shape);
        }
    }

    /** A root of the same number everywhere. */
    record Constant(String name, Shape shape, double number) implements NodeSpec {
        @Override
        public void add(NetworkBuilder network, Loss loss) {
            network.constant(name, shape, number);
        }
    }

    /**
     * A node that is predicted from others.
     *
     * @param function one, or several one after the other
     * @param group nodes of one group share their parameters; its own name unless said otherwise
     * @param ties to which parameter of the network each of some of its own is tied
     */
    record Hidden(
            String name,
            List<Made<Function>> function,
            List<String> parents,
            Optional<String> group,
            Map<String, String> ties)
            implements NodeSpec {
        @Override
        public void add(NetworkBuilder network, Loss loss) {
            tie(network, group.orElse(name), ties);
            String[] from = parents.toArray(String[]::new);
            if (group.isPresent()) {
                network.sharedNode(name, group.get(), Functions.chained(function), from);
            } else {
                network.node(name, Functions.chained(function), from);
            }
        }
    }

    /** The sink that answers. */
    record Output(String name, List<Made<Function>> function, List<String> parents, Map<String, String> ties)
            implements NodeSpec {
        @Override
        public void add(NetworkBuilder network, Loss loss) {
            tie(network, name, ties);
            network.output(name, Functions.chained(function), loss, parents.toArray(String[]::new));
        }
    }

    private static void tie(NetworkBuilder network, String prefix, Map<String, String> ties) {
        ties.forEach((parameter, to) -> network.tie(prefix + "." + parameter, to));
    }

    /** How nodes are written. */
    Kind<NodeSpec> KIND = kind();

    private static Kind<NodeSpec> kind() {
        Kind<String> name = Kinds.text("the name of a node");
        Kind<List<String>> parents = Kinds.list(name, 1, 1000);
        Kind<Map<String, String>> ties = Kinds.dictionary(Kinds.text("the name of a parameter"));
        String parentsComment = "The nodes it reads, in the order of the function's inputs.";
        String tiesComment = "Parameters that are others': which, by its own name, and whose, by the full name.";

        Form.Builder<Input> input = Form.of("input");
        Key<String> inputName = input.required("name", name, Input::name, "Its name.");
        Key<Shape> inputShape = input.required("shape", Functions.SHAPE, Input::shape, "Of a sample.");

        Form.Builder<Tokens> tokens = Form.of("tokens");
        Key<String> tokensName = tokens.required("name", name, Tokens::name, "Its name.");
        Key<Shape> tokensShape = tokens.required("shape", Functions.SHAPE, Tokens::shape, "Of a sample.");
        Key<Long> vocabulary =
                tokens.required("vocabulary", Functions.SIZE, Tokens::vocabulary, "How many tokens there are.");

        Form.Builder<Constant> constant = Form.of("constant");
        Key<String> constantName = constant.required("name", name, Constant::name, "Its name.");
        Key<Shape> constantShape = constant.required("shape", Functions.SHAPE, Constant::shape, "Of a sample.");
        Key<Double> number = constant.key("number", Kinds.number(), 0.0, Constant::number, "In every element.");

        Form.Builder<Hidden> hidden = Form.of("node");
        Key<String> hiddenName = hidden.required("name", name, Hidden::name, "Its name.");
        Key<List<Made<Function>>> function =
                hidden.required("function", Functions.CHAIN, Hidden::function, "What predicts it.");
        Key<List<String>> hiddenParents = hidden.required("parents", parents, Hidden::parents, parentsComment);
        Key<Optional<String>> group = hidden.key(
                "group",
                Kinds.orWord(name, "none"),
                Optional.empty(),
                Hidden::group,
                "Nodes of one group share parameters.");
        Key<Map<String, String>> hiddenTies = hidden.key("ties", ties, Map.of(), Hidden::ties, tiesComment);

        Form.Builder<Output> output = Form.of("output");
        Key<String> outputName = output.required("name", name, Output::name, "Its name.");
        Key<List<Made<Function>>> answer =
                output.required("function", Functions.CHAIN, Output::function, "What predicts it.");
        Key<List<String>> outputParents = output.required("parents", parents, Output::parents, parentsComment);
        Key<Map<String, String>> outputTies = output.key("ties", ties, Map.of(), Output::ties, tiesComment);

        return Variants.<NodeSpec>of("kind of node")
                .by("kind", "node")
                .with("input", Input.class, input.make(v -> new Input(v.get(inputName), v.get(inputShape))))
                .with(
                        "tokens",
                        Tokens.class,
                        tokens.make(v -> new Tokens(v.get(tokensName), v.get(tokensShape), v.get(vocabulary))))
                .with(
                        "constant",
                        Constant.class,
                        constant.make(v -> new Constant(v.get(constantName), v.get(constantShape), v.get(number))))
                .with(
                        "node",
                        Hidden.class,
                        hidden.make(v -> new Hidden(
                                v.get(hiddenName),
                                v.get(function),
                                v.get(hiddenParents),
                                v.get(group),
                                v.get(hiddenTies))))
                .with(
                        "output",
                        Output.class,
                        output.make(v ->
                                new Output(v.get(outputName), v.get(answer), v.get(outputParents), v.get(outputTies))));
    }
}
