package org.pcn4j.inference.run;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.pcn4j.function.Elements;
import org.pcn4j.function.Energy;
import org.pcn4j.function.ShapeException;
import org.pcn4j.inference.schedule.Clamping.Mode;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Tensor;

/**
 * Whether what nodes are clamped to fits a network and a clamping.
 *
 * @param dtype of the network's parameters
 * @param energies by which outputs are held to their targets
 */
record ClampCheck(Clamps clamps, DType dtype, Function<Node, Energy> energies) {
    /**
     * Makes sure that everything fits.
     *
     * @throws ShapeException if something does not: which node, what was expected, what was found
     */
    void require(Network network, List<Mode> modes) {
        long batch = clamps.isEmpty() ? 1 : clamps.batch();
        if (batch < 1) {
            throw new ShapeException("a batch needs a sample at least");
        }
        Map<String, Tensor> unread = new LinkedHashMap<>(clamps.values());
        for (Node node : network.nodes()) {
            Mode mode = modes.get(node.index());
            if (mode instanceof Mode.Free || mode instanceof Mode.Constant) {
                continue;
            }
            Tensor value = clamps.required(node);
            unread.remove(node.name());
            if (node.isOutput()) {
                requireTarget(node, energies.apply(node), batch, value);
            } else {
                requireInput(node, batch, dtype, value);
            }
            requireMask(node, mode, dtype, value);
        }
        if (!unread.isEmpty()) {
            throw new ShapeException("node '" + unread.keySet().iterator().next()
                    + "' is clamped to a tensor, but is not held: expected one for "
                    + network.nodes().stream()
                            .filter(node -> !(modes.get(node.index()) instanceof Mode.Free)
                                    && !(modes.get(node.index()) instanceof Mode.Constant))
                            .map(Node::name)
                            .toList());
        }
    }

    private static void requireTarget(Node output, Energy loss, long batch, Tensor value) {
        try {
            loss.requireTarget(output.shape(), batch, value);
        } catch (ShapeException e) {
            throw new ShapeException("output '" + output.name() + "': " + e.getMessage());
        }
    }

    private void requireMask(Node node, Mode mode, DType dtype, Tensor value) {
        Tensor mask = clamps.mask(node.name()).orElse(null);
        String where = Clamps.what(node) + " '" + node.name() + "' ";
        if (mode instanceof Mode.Masked && mask == null) {
            throw new ShapeException(
                    where + "is held element by element: expected a mask of " + value.shape() + " beside its value");
        } else if (mask == null) {
            return;
        } else if (!(mode instanceof Mode.Masked)) {
            throw new ShapeException(where + "has a mask, but is not held element by element");
        } else if (!mask.shape().equals(value.shape())) {
            throw new ShapeException(where + "expects a mask of " + value.shape() + ", got " + mask.shape());
        } else if (mask.dtype() != dtype) {
            throw new ShapeException(
                    where + "expects a mask of " + dtype + " like the parameters, got " + mask.dtype());
        } else if (!node.isOutput() && !isOnesAndZeros(mask)) {
            throw new ShapeException(where
                    + "expects a mask of ones, where it is held, and zeros, where it is free; got other numbers, which only an"
                    + " output takes, as weights");
        } else if (node.isOutput()) {
            requireWeights(where, mask);
        } else if (node.isRoot()) {
            requireBeginning(where, value, mask);
        }
    }

    /** A free element of a root begins at the number that stands there; elsewhere it does not matter what does. */
    private static void requireBeginning(String where, Tensor value, Tensor mask) {
        try (Tensor ones = Tensor.full(mask.dtype(), mask.shape(), 1);
                Tensor there = ones.to(mask.device());
                Tensor free = PointwiseKernels.whereNonZero(mask, there, value)) {
            if (!free.isFinite()) {
                throw new ShapeException(
                        where + "is free where its value is NaN or infinite: expected a finite number to"
                                + " begin at, such as 0");
            }
        }
    }

    private static void requireWeights(String where, Tensor mask) {
        double least = Arrays.stream(mask.toDoubles()).min().orElse(0);
        if (!mask.isFinite() || least < 0) {
            throw new ShapeException(where + "expects weights that are finite and at least 0, got "
                    + (mask.isFinite() ? Double.toString(least) : "NaN or infinity"));
        }
    }

    private static boolean isOnesAndZeros(Tensor mask) {
        try (Tensor squares = mask.mul(mask)) {
            return squares.isEqualTo(mask);
        }
    }

    private static void requireInput(Node node, long batch, DType dtype, Tensor value) {
        String where = Clamps.what(node) + " '" + node.name() + "'";
        if (!value.shape().equals(node.shape().batched(batch))) {
            throw new ShapeException(where + " expects " + node.shape().batched(batch) + ", got " + value.shape());
        }
        if (node.elements() instanceof Elements.Tokens tokens) {
            if (value.dtype() != DType.INT64) {
                throw new ShapeException(where + " expects int64 tokens, got " + value.dtype());
            }
            try {
                tokens.require("token", value);
            } catch (ShapeException e) {
                throw new ShapeException(where + ": " + e.getMessage());
            }
        } else if (value.dtype() != dtype) {
            throw new ShapeException(where + " expects " + dtype + " like the parameters, got " + value.dtype());
        }
    }
}
