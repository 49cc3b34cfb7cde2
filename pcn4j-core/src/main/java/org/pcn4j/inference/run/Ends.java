package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pcn4j.function.ShapeException;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;

/**
 * Where a network holds a sample and where its target, as an image and its label: said once, and asked by whatever trains
 * the network, evaluates it or asks it. Mostly they are its input and its output. They may as well be inner nodes, the other
 * way round, or units of one node that holds both. Immutable.
 *
 * @param sample where the sample is
 * @param target where its target is, such as a label; nothing where samples are all that is learned
 */
public record Ends(Part sample, Optional<Part> target) {
    /**
     * Units of a node, one after the other, or all of them.
     *
     * @param node its name
     * @param first the first unit, from 0
     * @param count how many, at least 1
     */
    public record Part(String node, long first, long count) {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if the first is negative or there are none
         */
        public Part {
            if (first < 0 || count < 1) {
                throw new IllegalArgumentException("a part of a node begins at 0 or later and has a unit at least, not "
                        + first + " and " + count);
            }
        }

        /** Returns all units of a node. */
        public static Part all(Network network, String node) {
            return new Part(node, 0, network.node(node).shape().elements());
        }

        /**
         * Returns these units of a node's value.
         *
         * @param value [B, …]; borrowed
         * @return [B, count], new
         */
        public Tensor of(Tensor value) {
            try (Tensor flat = value.reshape(Shape.of(value.size(0), value.elements() / value.size(0)));
                    Tensor part = flat.narrow(1, first, count)) {
                return part.copy();
            }
        }
    }

    /**
     * Returns the ends of a network with one input, the sample, and one output, the target.
     *
     * @throws IllegalArgumentException if it has more or fewer
     */
    public static Ends of(Network network) {
        if (network.inputs().size() != 1 || network.outputs().size() != 1) {
            throw new IllegalArgumentException("the trainer needs a network with one input and one output, not "
                    + network.inputs().size() + " and " + network.outputs().size());
        }
        return new Ends(
                Part.all(network, network.inputs().get(0).name()),
                Optional.of(Part.all(network, network.outputs().get(0).name())));
    }

    /** Tells whether the sample is the network's one input and the target its one output, so that a forward pass answers. */
    public boolean areOf(Network network) {
        return network.inputs().size() == 1 && network.outputs().size() == 1 && equals(of(network));
    }

    private List<Part> parts() {
        List<Part> parts = new ArrayList<>(List.of(sample));
        target.ifPresent(parts::add);
        return parts;
    }

    private List<String> nodes() {
        return parts().stream().map(Part::node).distinct().toList();
    }

    /** Returns what is asked while the network learns: sample and target are held, whatever is between them is free. */
    public Clamping clamping(Network network) {
        Clamping clamping = Clamping.ofEnds();
        for (Part part : parts()) {
            Node node = network.node(part.node());
            if (part.count() < node.shape().elements()) {
                clamping = clamping.masked(node.name());
            } else if (!node.isRoot() && !node.isOutput()) {
                clamping = clamping.data(node.name());
            }
        }
        return clamping;
    }

    /** Returns the clamping of any question to the ends: both are held element by element, as {@link #clamps(Network, Known, Known)} says. */
    public Clamping asking() {
        Clamping clamping = Clamping.ofEnds();
        for (String node : nodes()) {
            clamping = clamping.masked(node);
        }
        return clamping;
    }

    /**
     * Clamps a network to samples and their targets, as {@link #clamping} holds them.
     *
     * @param samples [B, …]; borrowed
     * @param targets numbers or labels, int64; borrowed. Read by nobody where there is no target
     * @param dtype of the network's parameters
     * @return new tensors and the given ones; the new ones are closed by the caller or left to its scope
     */
    public Clamps clamps(Network network, Tensor samples, Tensor targets, DType dtype) {
        if (areOf(network)) {
            return Clamps.ofSamples(network, samples, targets, dtype);
        }
        Clamps clamps = Clamps.none();
        for (String name : nodes()) {
            Node node = network.node(name);
            List<Held> held = held(
                    name, part -> Known.all(part.equals(sample) ? samples : targets(network, part, targets, dtype)));
            boolean whole = held.get(0).part().count() == node.shape().elements();
            clamps = whole
                    ? clamps.with(name, Held.shaped(node, held.get(0).known().value()))
                    : clamps.with(name, Held.joined(node, held, Held::value), Held.joined(node, held, Held::mask));
        }
        return clamps;
    }

    /**
     * Clamps a network to what is known, as {@link #asking} holds it.
     *
     * @param ofSample what is known of the sample
     * @param ofTarget what is known of its target; nothing where there is none
     * @return new tensors, which the caller closes or leaves to its scope
     */
    public Clamps clamps(Network network, Known ofSample, Known ofTarget) {
        Clamps clamps = Clamps.none();
        for (String name : nodes()) {
            Node node = network.node(name);
            List<Held> held = held(name, part -> part.equals(sample) ? ofSample : ofTarget);
            clamps = clamps.with(name, Held.joined(node, held, Held::value), Held.joined(node, held, Held::mask));
        }
        return clamps;
    }

    /** Returns the parts that a node holds, and what is known of each. */
    private List<Held> held(String node, Function<Part, Known> known) {
        return parts().stream()
                .filter(part -> part.node().equals(node))
                .map(part -> Held.to(part, known.apply(part)))
                .toList();
    }

    private static Tensor targets(Network network, Part part, Tensor targets, DType dtype) {
        if (targets.dtype() != DType.INT64) {
            return targets;
        }
        Node node = network.node(part.node());
        return node.isOutput()
                ? node.energy().targets(targets, node.shape(), dtype)
                : new SquaredError().targets(targets, Shape.of(part.count()), dtype);
    }

    /**
     * What is known of a part: numbers, and where they are known.
     *
     * @param value [B, …]; borrowed
     * @param mask of its shape, 1 where it is known and 0 where it is not; borrowed
     */
    public record Known(Tensor value, Tensor mask) {
        /**
         * Checks the shapes.
         *
         * @throws ShapeException if they differ
         */
        public Known {
            if (!mask.shape().equals(value.shape())) {
                throw new ShapeException(
                        "a mask must have the shape of what it masks, " + value.shape() + ", not " + mask.shape());
            }
        }

        /** All of it is known. */
        public static Known all(Tensor value) {
            return new Known(value, Tensor.full(value.dtype(), value.shape(), 1));
        }

        /**
         * Nothing is known of so many numbers of each sample.
         *
         * @param dtype of the network's parameters
         */
        public static Known nothing(DType dtype, long batch, long count) {
            Tensor zeros = Tensor.full(dtype, Shape.of(batch, count), 0);
            return new Known(zeros, zeros);
        }
    }

    /** A part and what is known of it. */
    private record Held(Part part, Known known) {
        static Held to(Part part, Known known) {
            if (known.value().elements() != known.value().size(0) * part.count()) {
                throw new ShapeException("node '" + part.node() + "' holds " + part.count()
                        + " numbers of a sample there, got " + known.value().shape());
            }
            return new Held(part, known);
        }

        Tensor value() {
            return known.value();
        }

        Tensor mask() {
            return known.mask();
        }

        static Tensor shaped(Node node, Tensor value) {
            return value.dtype() == DType.INT64
                    ? value
                    : value.reshape(node.shape().batched(value.size(0)));
        }

        /** All units of a node, side by side: what parts hold, and zeros between them. */
        static Tensor joined(Node node, List<Held> all, Function<Held, Tensor> of) {
            List<Tensor> pieces = new ArrayList<>();
            long next = 0;
            for (Held held : all.stream()
                    .sorted(Comparator.comparing(held -> held.part().first()))
                    .toList()) {
                Tensor value = of.apply(held);
                zeros(value, held.part().first() - next, pieces);
                pieces.add(value.reshape(Shape.of(value.size(0), held.part().count())));
                next = held.part().first() + held.part().count();
            }
            zeros(pieces.get(pieces.size() - 1), node.shape().elements() - next, pieces);
            try (Tensor joined = ShapeKernels.concatenate(pieces, 1)) {
                return joined.reshape(node.shape().batched(joined.size(0)));
            } finally {
                pieces.forEach(Tensor::close);
            }
        }

        private static void zeros(Tensor like, long count, List<Tensor> pieces) {
            if (count > 0) {
                pieces.add(Tensor.full(like.dtype(), Shape.of(like.size(0), count), 0));
            }
        }
    }
}
