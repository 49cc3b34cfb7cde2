package org.pcn4j.train.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Function;
import org.pcn4j.function.Gaussian;
import org.pcn4j.function.LearnedPrecision;
import org.pcn4j.function.Precision;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Variants;

/** A node of a network that is spelled out. Immutable. */
public sealed interface NodeSpec {
    /** Returns its name, once in a network. */
    String name();

    /** Adds the node. */
    void add(NetworkBuilder network, Energy loss);

    /** Returns the shape of samples, if samples go in here. */
    default Optional<Shape> input() {
        return Optional.empty();
    }

    /** The root that is clamped to samples of numbers. */
    record Input(String name, Shape shape) implements NodeSpec {
        @Override
        public void add(NetworkBuilder network, Energy loss) {
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
        public void add(NetworkBuilder network, Energy loss) {
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
        public void add(NetworkBuilder network, Energy loss) {
            network.constant(name, shape, number);
        }
    }

    /**
     * A node that is predicted from others.
     *
     * @param function one, or several one after the other
     * @param group nodes of one group share their parameters; its own name unless said otherwise
     * @param precision π of its energy, unless it is learned
     * @param learned the shape of the value, if the precision of each unit is learned
     * @param lateral which of the parents are read along lateral edges, each with its shape
     * @param ties to which parameter of the network each of some of its own is tied
     */
    record Hidden(
            String name,
            List<Made<Function>> function,
            List<String> parents,
            Optional<String> group,
            Precision precision,
            Optional<Shape> learned,
            Map<String, Shape> lateral,
            Map<String, String> ties)
            implements NodeSpec {
        /**
         * Checks that a precision is given or learned, not both.
         *
         * @throws IllegalArgumentException if it is
         */
        public Hidden {
            if (learned.isPresent() && !precision.isOne()) {
                throw new IllegalArgumentException("node '" + name
                        + "' has both a precision and a learned-precision, expected one: a learned one begins at 1");
            }
        }

        @Override
        public void add(NetworkBuilder network, Energy loss) {
            tie(network, group.orElse(name), ties);
            lateral.forEach((parent, shape) -> network.lateral(name, parent, shape));
            String[] from = parents.toArray(String[]::new);
            Energy energy = learned.<Energy>map(units -> new LearnedPrecision(units, 1))
                    .orElseGet(() -> new Gaussian(precision));
            if (group.isPresent()) {
                network.sharedNode(name, group.get(), Functions.chained(function), energy, from);
            } else {
                network.node(name, Functions.chained(function), energy, from);
            }
        }
    }

    /**
     * A sink whose target is zero, which nobody supplies: an energy of what its function makes of its parents.
     *
     * @param lateral which of the parents are read along lateral edges, each with its shape
     */
    record Sink(
            String name,
            List<Made<Function>> function,
            List<String> parents,
            Map<String, Shape> lateral,
            Map<String, String> ties)
            implements NodeSpec {
        @Override
        public void add(NetworkBuilder network, Energy loss) {
            tie(network, name, ties);
            lateral.forEach((parent, shape) -> network.lateral(name, parent, shape));
            network.sink(name, Functions.chained(function), parents.toArray(String[]::new));
        }
    }

    /** The sink that is clamped to the target while the network learns. */
    record Output(String name, List<Made<Function>> function, List<String> parents, Map<String, String> ties)
            implements NodeSpec {
        @Override
        public void add(NetworkBuilder network, Energy loss) {
            tie(network, name, ties);
            network.output(name, Functions.chained(function), loss, parents.toArray(String[]::new));
        }
    }

    private static void tie(NetworkBuilder network, String prefix, Map<String, String> ties) {
        ties.forEach((parameter, to) -> network.tie(prefix + "." + parameter, to));
    }

    /** How nodes are written. */
    Variants<NodeSpec> KIND = kind();

    private static Variants<NodeSpec> kind() {
        Kind<String> name = Kinds.text("the name of a node");
        Kind<List<String>> parents = Kinds.list(name, 1, 1000);
        Kind<Map<String, Shape>> lateral = Kinds.dictionary(Functions.SHAPE);
        String lateralComment =
                "Parents read along lateral or feedback edges, each with its shape, as {h: [3]}: they may come later.";
        Kind<Map<String, String>> ties = Kinds.dictionary(Kinds.text("the name of a parameter"));
        String parentsComment = "The nodes it reads, in the order of the function's inputs.";
        String tiesComment = "Parameters that are others': which, by its own name, and whose, by the full name.";

        return Variants.<NodeSpec>of("kind of node")
                .by("kind", "node")
                .with(Entry.of("input", Input.class, "The root that is clamped to samples of numbers.")
                        .required("name", name, "Its name.")
                        .required("shape", Functions.SHAPE, "Of a sample."))
                .with(Entry.of("tokens", Tokens.class, "The root that is clamped to samples of tokens.")
                        .required("name", name, "Its name.")
                        .required("shape", Functions.SHAPE, "Of a sample.")
                        .required("vocabulary", Functions.SIZE, "How many tokens there are."))
                .with(Entry.of("constant", Constant.class, "A root of the same number everywhere.")
                        .required("name", name, "Its name.")
                        .required("shape", Functions.SHAPE, "Of a sample.")
                        .key("number", Kinds.number(), 0.0, "In every element."))
                .with(Entry.of("node", Hidden.class, "A node that is predicted from others.")
                        .required("name", name, "Its name.")
                        .required("function", Functions.CHAIN, "What predicts it.")
                        .required("parents", parents, parentsComment)
                        .key(
                                "group",
                                Kinds.orWord(name, "none"),
                                Optional.empty(),
                                "Nodes of one group share parameters.")
                        .key(
                                "precision",
                                Energies.PRECISION,
                                Precision.ONE,
                                "π of its energy, one number, or a list of one for each unit.")
                        .key(
                                "learned-precision",
                                "learned",
                                Kinds.orWord(Functions.SHAPE, "none"),
                                Optional.empty(),
                                "The shape of its value, if a precision of each unit is learned, from 1 on.")
                        .key("lateral", lateral, Map.of(), lateralComment)
                        .key("ties", ties, Map.of(), tiesComment))
                .with(Entry.of("sink", Sink.class, "A sink whose target is zero: an energy ½‖h‖² of its parents.")
                        .required("name", name, "Its name.")
                        .required("function", Functions.CHAIN, "What predicts it, h.")
                        .required("parents", parents, parentsComment)
                        .key("lateral", lateral, Map.of(), lateralComment)
                        .key("ties", ties, Map.of(), tiesComment))
                .with(Entry.of(
                                "output",
                                Output.class,
                                "The sink that is clamped to the target while the network learns; its loss is the experiment's.")
                        .required("name", name, "Its name.")
                        .required("function", Functions.CHAIN, "What predicts it.")
                        .required("parents", parents, parentsComment)
                        .key("ties", ties, Map.of(), tiesComment));
    }
}
