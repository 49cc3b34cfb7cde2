package org.pcn4j;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.pcn4j.function.Chain;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Elementwise;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Function;
import org.pcn4j.function.Gaussian;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.HardTanh;
import org.pcn4j.function.Identity;
import org.pcn4j.function.LeakyRelu;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Relu;
import org.pcn4j.function.Scaled;
import org.pcn4j.function.Sigmoid;
import org.pcn4j.function.Silu;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.function.Tanh;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.tensor.Shape;

/** Random graphs of dense layers in both conventions, with weights of their own, shared and tied. */
public final class RandomDense {
    private static final List<Elementwise> ACTIVATIONS = List.of(
            new Tanh(),
            new Gelu(),
            new Relu(),
            new Sigmoid(),
            new Silu(),
            new LeakyRelu(0.1),
            new HardTanh(-1, 0.75),
            new Scaled(-0.5));

    private final SplittableRandom random;
    private final NetworkBuilder builder = Network.builder();
    private final List<String> names = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>();
    private final List<Boolean> hasChild = new ArrayList<>();

    private RandomDense(SplittableRandom random) {
        this.random = random;
    }

    /** Draws a network. */
    public static Network of(SplittableRandom random) {
        return new RandomDense(random).network();
    }

    private Network network() {
        int roots = 1 + random.nextInt(2);
        for (int i = 0; i < roots; i++) {
            int width = width();
            builder.input("x" + i, Shape.of(width));
            made("x" + i, width);
        }
        int count = 2 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            int parent = i < roots ? i : random.nextInt(names.size());
            if (random.nextInt(5) == 0) {
                sum("s" + i, parent, random.nextInt(names.size()));
            } else if (random.nextInt(6) == 0) {
                shared("pair" + i, parent);
            } else {
                inner("h" + i, parent);
            }
        }
        for (int i = 0; i < names.size(); i++) {
            if (!hasChild.get(i)) {
                output("y" + i, i);
            }
        }
        return builder.build();
    }

    private int width() {
        return random.nextInt(3) == 0 ? 1 + random.nextInt(80) : 1 + random.nextInt(20);
    }

    private void made(String name, int width) {
        names.add(name);
        widths.add(width);
        hasChild.add(false);
    }

    private void inner(String name, int parent) {
        hasChild.set(parent, true);
        int in = widths.get(parent);
        int out = random.nextInt(6) == 0 ? in : width();
        Function function = function(in, out);
        boolean precise = random.nextInt(5) == 0;
        if (precise) {
            builder.node(name, function, Gaussian.of(0.5 + random.nextDouble()), names.get(parent));
        } else {
            builder.node(name, function, names.get(parent));
        }
        made(name, out);
    }

    /** A sum of branches, as where a residual connection joins, perhaps of one node twice. */
    private void sum(String name, int first, int second) {
        hasChild.set(first, true);
        hasChild.set(second, true);
        int out = widths.get(first);
        Function one = random.nextBoolean() ? new Identity() : Chain.of(activation(), new Linear(out, out));
        Function two = widths.get(second) == out && random.nextBoolean()
                ? new Identity()
                : random.nextBoolean()
                        ? new Linear(widths.get(second), out)
                        : Chain.of(new Linear(widths.get(second), out), activation());
        Sum sum = Sum.of(new Term("a", one), new Term("b", two));
        builder.node(
                name, random.nextBoolean() ? sum : Chain.of(sum, activation()), names.get(first), names.get(second));
        made(name, out);
    }

    /** Two nodes by one function. */
    private void shared(String name, int parent) {
        hasChild.set(parent, true);
        int in = widths.get(parent);
        Function function = Chain.of(new Linear(in, in), activation());
        builder.sharedNode(name + "a", name, function, names.get(parent));
        builder.sharedNode(name + "b", name, function, name + "a");
        made(name + "b", in);
    }

    private Elementwise activation() {
        return ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size()));
    }

    private Function function(int in, int out) {
        Linear linear = random.nextInt(4) == 0 ? new Linear(in, out).withoutBias() : new Linear(in, out);
        return switch (in == out ? random.nextInt(7) : random.nextInt(5)) {
            case 0 -> linear;
            case 1, 2 -> Chain.of(linear, activation());
            case 3 -> Chain.of(activation(), linear);
            case 4 -> Chain.of(activation(), linear, activation());
            case 5 -> activation();
            default -> new Identity();
        };
    }

    private void output(String name, int parent) {
        int in = widths.get(parent);
        boolean classes = random.nextInt(3) == 0;
        int out = classes ? 2 + random.nextInt(9) : width();
        Energy loss = classes
                ? new CrossEntropy()
                : random.nextInt(4) == 0 ? Gaussian.of(0.5 + random.nextDouble()) : new SquaredError();
        builder.output(
                name,
                random.nextBoolean() ? new Linear(in, out) : Chain.of(new Tanh(), new Linear(in, out)),
                loss,
                names.get(parent));
    }
}
