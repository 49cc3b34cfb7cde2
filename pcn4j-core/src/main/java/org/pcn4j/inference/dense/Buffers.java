package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.inference.dense.Program.Given;
import org.pcn4j.inference.dense.Program.Given.What;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Uses;
import org.pcn4j.network.Network;

/** The buffers of a program as they are asked for: for a slot of the plan, or for something beside; and what a run is to be given. */
final class Buffers {
    /** What a buffer holds beside the content of a slot. */
    enum Extra {
        /** f of the input, of a branch that begins with an activation. */
        HIDDEN,
        /** f′ of the input. */
        SLOPE_BEFORE,
        /** f′ of the product. */
        SLOPE_AFTER,
        /** f′ of the sum of several branches. */
        SLOPE_OF_SUM,
        /** What one of several branches predicts. */
        BRANCH,
        /** The error times the slope of the sum. */
        DELTA_OF_SUM,
        /** The error times the slope, which products and lessons take. */
        DELTA,
        /** −∂E/∂x, where a relaxation looks at it as a whole. */
        FORCE,
        /** What a value begins beside. */
        NOISE,
        /** W x + b in the forward pass. */
        BASE,
        /** What the errors of a child add up to while their parent's prediction stands. */
        GATHERED
    }

    private record ExtraKey(Extra what, int node, int branch) {}

    private record MemoryKey(int node, String name) {}

    private record KeptKey(int use, int buffer) {}

    private final Network network;
    private final Uses uses;
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final List<Integer> widths = new ArrayList<>();
    private final List<Given> given = new ArrayList<>();
    private final Map<Integer, Integer> drawn = new HashMap<>();

    Buffers(Network network, Uses uses) {
        this.network = network;
        this.uses = uses;
    }

    /** The widths of all buffers so far, by their numbers. */
    List<Integer> widths() {
        return widths;
    }

    /** What a run is to be given, so far. */
    List<Given> given() {
        return given;
    }

    /** The buffer of a slot. */
    int of(Slot slot) {
        int node = slot.kind() == Slot.Kind.CONTRIBUTION ? uses.parentOf(slot.index()) : slot.index();
        return of(slot, elements(node));
    }

    /** The buffer of what is kept beside of a node's branch. */
    int of(Extra what, int node, int branch) {
        boolean ofInput = what == Extra.HIDDEN || what == Extra.SLOPE_BEFORE;
        int of = ofInput ? network.node(node).parents().get(branch) : node;
        return of(new ExtraKey(what, node, branch), elements(of));
    }

    /** The buffer of what a node's relaxation remembers under a name. */
    int memory(int node, String name) {
        return of(new MemoryKey(node, name), elements(node));
    }

    /** The buffer of a copy that is kept of another for a use of a parameter. */
    int kept(int use, int buffer) {
        return of(new KeptKey(use, buffer), widths.get(buffer));
    }

    /** The buffer of a slot of which each sample has but one number. */
    int ofOne(Slot slot) {
        return of(slot, 1);
    }

    private int of(Object key, int width) {
        return numbers.computeIfAbsent(key, unused -> {
            widths.add(width);
            return widths.size() - 1;
        });
    }

    /** How many numbers a node's value has. */
    int elements(int node) {
        return Math.toIntExact(network.node(node).shape().elements());
    }

    /** Returns the act that loads what is given. */
    Op load(What what, int node, int to, double sigma) {
        return new Op.Load(give(new Given(what, node, to, sigma, "")), to);
    }

    /** Returns the number of the noise by which a node moves. */
    int drawn(int node, int to) {
        return drawn.computeIfAbsent(node, unused -> give(new Given(What.DRAWN, node, to, 0, "")));
    }

    /** Notes what a run is to be given, and returns its number. */
    int give(Given what) {
        given.add(what);
        return given.size() - 1;
    }
}
