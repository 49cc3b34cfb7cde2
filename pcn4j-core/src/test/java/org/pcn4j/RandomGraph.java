package org.pcn4j;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Embedding;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Function;
import org.pcn4j.function.Gaussian;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.GruState;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Linear;
import org.pcn4j.function.LstmCarry;
import org.pcn4j.function.LstmState;
import org.pcn4j.function.MaskedUpdate;
import org.pcn4j.function.Precision;
import org.pcn4j.function.Relu;
import org.pcn4j.function.Select;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.function.Tanh;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.Shape;

/**
 * Random acyclic networks: up to twelve levels deep, fan-in and fan-out up to four, skips of any length, shared and tied
 * parameters, several inputs and outputs, constants, and every function drawn from. Values are vectors [8], sequences
 * [4, 8] or images [4, 6, 6]. The same graphs may be had {@linkplain #withEnergies with precisions and more energies} and
 * {@linkplain #withCycles with cycles} beside.
 */
public final class RandomGraph {
    private static final int MOST_CHILDREN = 4;
    private static final int MOST_PARENTS = 4;
    private static final int DEEPEST = 12;
    private static final int VOCABULARY = 9;
    private static final Shape VECTOR = Shape.of(8);
    private static final Shape SEQUENCE = Shape.of(4, 8);
    private static final Shape IMAGE = Shape.of(4, 6, 6);
    private static final Shape TOKENS = Shape.of(4);

    /** A node that may become a parent. */
    private static final class Made {
        final String name;
        final Shape shape;
        final int depth;
        int children;

        Made(String name, Shape shape, int depth) {
            this.name = name;
            this.shape = shape;
            this.depth = depth;
        }
    }

    private final SplittableRandom random;

    private final NetworkBuilder builder = Network.builder();
    private final List<Made> made = new ArrayList<>();
    /** The parameters [8, 8] that others may be tied to. */
    private final List<String> squares = new ArrayList<>(List.of("n0.weight"));

    private final List<Supplier<Function>> shareable = List.of(
            () -> Chain.of(new Linear(8, 8), new Tanh()),
            () -> new Linear(8, 8),
            () -> Chain.of(new Gelu(), new Linear(8, 8).withoutBias()));
    private int count;

    /** What a graph has more than a plain one, drawn from a stream of its own, so that the rest stays as it is. */
    private enum More {
        NOTHING,
        SQUARES,
        ENERGIES,
        CYCLES
    }

    private final More more;
    private final SplittableRandom ofMore;

    private RandomGraph(long seed, More more) {
        this.random = new SplittableRandom(seed);
        this.more = more;
        this.ofMore = new SplittableRandom(seed + 1);
    }

    /** Returns the network of a seed, always the same. */
    public static Network of(long seed) {
        return new RandomGraph(seed, More.NOTHING).network();
    }

    /** Returns that network with squared errors alone. */
    public static Network withSquaredErrors(long seed) {
        return new RandomGraph(seed, More.SQUARES).network();
    }

    /** Returns that network with precisions of nodes and outputs, and with energies whose target is zero. */
    public static Network withEnergies(long seed) {
        return new RandomGraph(seed, More.ENERGIES).network();
    }

    /** Returns that network with lateral edges: from nodes to themselves, to earlier and to later ones. */
    public static Network withCycles(long seed) {
        return new RandomGraph(seed, More.CYCLES).network();
    }

    private Network network() {
        builder.input("vector", VECTOR).input("image", IMAGE).tokens("tokens", TOKENS, VOCABULARY);
        made.add(new Made("vector", VECTOR, 0));
        made.add(new Made("image", IMAGE, 0));
        // Every input is read.
        add(Chain.of(new Linear(8, 8), new Tanh()), VECTOR, List.of(made.get(0)));
        add(Chain.of(conv(), new Relu()), IMAGE, List.of(made.get(1)));
        embed();
        if (more == More.CYCLES) {
            String first = "first";
            builder.lateral(first, "last", VECTOR);
            builder.node(first, lateral(new Linear(8, 8)), "vector", "last");
            made(first, VECTOR, List.of(made.get(0)));
        }
        int wanted = 4 + random.nextInt(14);
        while (count < wanted) {
            switch (random.nextInt(12)) {
                case 0 -> lstm();
                case 1 -> gru();
                case 2 -> convert();
                case 3, 4, 8 -> join();
                case 5 -> share();
                case 6 -> tie();
                case 7 -> constant();
                default -> unary();
            }
        }
        if (more == More.CYCLES) {
            Made parent = parent(VECTOR);
            builder.node("last", Chain.of(new Linear(8, 8), new Tanh()), parent.name);
            made("last", VECTOR, List.of(parent));
        }
        outputs();
        if (more == More.ENERGIES) {
            sinks();
        }
        return builder.build();
    }

    /** A function of one input, and of a vector that is read along a lateral edge. */
    private static Function lateral(Function function) {
        return Sum.of(new Term("own", function), new Term("lateral", Chain.of(new Tanh(), new Linear(8, 8))));
    }

    /** Adds a node, in a graph with more energies perhaps with one of its own. */
    private void node(String name, Function function, Shape shape, List<Made> parents) {
        if (more == More.ENERGIES && ofMore.nextInt(3) == 0) {
            builder.node(name, function, energy(shape), names(parents));
        } else {
            builder.node(name, function, names(parents));
        }
    }

    private Gaussian energy(Shape shape) {
        if (ofMore.nextBoolean()) {
            return Gaussian.of(ofMore.nextInt(1, 8) / 4.0);
        }
        return new Gaussian(new Precision(LongStream.range(0, shape.elements())
                .mapToObj(unit -> ofMore.nextInt(1, 8) / 4.0)
                .toList()));
    }

    /** Energies on the values of one or two vectors. */
    private void sinks() {
        List<Made> vectors =
                made.stream().filter(node -> node.shape.equals(VECTOR)).toList();
        for (int i = 0; i < ofMore.nextInt(3); i++) {
            String one = vectors.get(ofMore.nextInt(vectors.size())).name;
            String other = vectors.get(ofMore.nextInt(vectors.size())).name;
            Term minus = new Term("minus", Chain.of(new Tanh(), new Linear(8, 8)));
            builder.sink("energy" + i, Sum.of(new Term("", new Identity()), minus), one, other);
        }
    }

    private void embed() {
        String name = "embedded";
        builder.node(name, new Embedding(VOCABULARY, 8), "tokens");
        made.add(new Made(name, SEQUENCE, 1));
    }

    /** Draws a node of a shape that can still become a parent; where there is none, one is made. */
    private Made parent(Shape shape) {
        List<Made> open = made.stream()
                .filter(node -> node.shape.equals(shape) && node.children < MOST_CHILDREN && node.depth < DEEPEST)
                .toList();
        if (open.isEmpty()) {
            return fresh(shape);
        }
        // The newest every other time: drawn evenly, most graphs would be wide and hardly any deep.
        return open.get(random.nextBoolean() ? open.size() - 1 : random.nextInt(open.size()));
    }

    /** A new node that reads an input: inputs may have any number of children. */
    private Made fresh(Shape shape) {
        if (shape.equals(VECTOR)) {
            return add(new Linear(8, 8), VECTOR, List.of(made.get(0)));
        } else if (shape.equals(IMAGE)) {
            return add(conv(), IMAGE, List.of(made.get(1)));
        }
        return add(Chain.of(new Linear(8, 32), reshape()), SEQUENCE, List.of(made.get(0)));
    }

    private Made add(Function function, Shape shape, List<Made> parents) {
        String name = "n" + count++;
        node(name, function, shape, parents);
        return made(name, shape, parents);
    }

    private Made made(String name, Shape shape, List<Made> parents) {
        parents.forEach(parent -> parent.children++);
        Made node = new Made(
                name,
                shape,
                1 + parents.stream().mapToInt(parent -> parent.depth).max().orElse(0));
        made.add(node);
        return node;
    }

    private static String[] names(List<Made> parents) {
        return parents.stream().map(parent -> parent.name).toArray(String[]::new);
    }

    private Shape shape() {
        return List.of(VECTOR, VECTOR, SEQUENCE, IMAGE).get(random.nextInt(4));
    }

    private void unary() {
        Shape shape = shape();
        Function function = function(shape);
        Made parent = parent(shape);
        boolean cycles = more == More.CYCLES && shape.equals(VECTOR) && ofMore.nextBoolean();
        if (cycles) {
            String name = "n" + count++;
            String other = ofMore.nextBoolean() || parent.name.equals("n0") ? name : "n0";
            builder.lateral(name, other, VECTOR);
            builder.node(name, lateral(function), parent.name, other);
            made(name, VECTOR, List.of(parent));
        } else {
            add(function, shape, List.of(parent));
        }
    }

    private void share() {
        Function function = shareable.get(random.nextInt(shareable.size())).get();
        Made parent = parent(VECTOR);
        String name = "n" + count++;
        builder.sharedNode(name, "shared " + function, function, parent.name);
        made(name, VECTOR, List.of(parent));
    }

    /** A linear node whose weight is another's. */
    private void tie() {
        Made parent = parent(random.nextInt(3) == 0 ? SEQUENCE : VECTOR);
        String name = "n" + count;
        if (random.nextInt(4) > 0) {
            builder.tie(name + ".weight", squares.get(random.nextInt(squares.size())));
        } else {
            squares.add(name + ".weight");
        }
        if (random.nextBoolean()) {
            add(Chain.of(new Linear(8, 8), new Tanh()), parent.shape, List.of(parent));
        } else {
            add(new Linear(8, 8).withoutBias(), parent.shape, List.of(parent));
        }
    }

    /** A constant is joined with a value at once, since an output must be reached by an input. */
    private void constant() {
        Made parent = parent(VECTOR);
        String name = "constant" + count;
        builder.constant(name, VECTOR, random.nextInt(3) / 2.0);
        Made root = new Made(name, VECTOR, 0);
        if (random.nextBoolean()) {
            String inner = "n" + count++;
            builder.node(inner, Chain.of(new Linear(8, 8), new Tanh()), name);
            root = new Made(inner, VECTOR, 1);
        }
        List<Made> both = random.nextBoolean() ? List.of(root, parent) : List.of(parent, root);
        add(RandomFunctions.join(random, VECTOR, 2), VECTOR, both);
    }

    private void convert() {
        switch (random.nextInt(5)) {
            case 0 -> add(Chain.of(new Flatten(), new Linear(144, 8)), VECTOR, List.of(parent(IMAGE)));
            case 1 -> add(Chain.of(new Flatten(), new Linear(32, 8), new Tanh()), VECTOR, List.of(parent(SEQUENCE)));
            case 2 -> add(Chain.of(new Linear(8, 32), reshape()), SEQUENCE, List.of(parent(VECTOR)));
            case 3 -> add(new Select(random.nextInt(4)), VECTOR, List.of(parent(SEQUENCE)));
            default -> add(RandomFunctions.imageFromVector(), IMAGE, List.of(parent(VECTOR)));
        }
    }

    private void lstm() {
        Made carry = parent(VECTOR);
        Made read = parent(VECTOR);
        String gates = "n" + count++;
        builder.node(
                gates,
                Sum.of(new Term("input", new Linear(8, 32)), new Term("state", new Linear(8, 32).withoutBias())),
                read.name,
                carry.name);
        Made ofGates = made(gates, Shape.of(32), List.of(read, carry));
        Made next = add(new LstmCarry(), VECTOR, List.of(ofGates, carry));
        Made state = add(new LstmState(), VECTOR, List.of(ofGates, next));
        hold(state, carry);
    }

    private void gru() {
        Made before = parent(VECTOR);
        Made read = parent(VECTOR);
        Made a = add(new Linear(8, 24), Shape.of(24), List.of(read));
        Made s = add(new Linear(8, 24), Shape.of(24), List.of(before));
        add(new GruState(), VECTOR, List.of(a, s, before));
    }

    private void hold(Made state, Made before) {
        String name = "n" + count++;
        builder.node(name, new MaskedUpdate(random.nextInt(4)), "tokens", state.name, before.name);
        made(name, VECTOR, List.of(state, before));
    }

    private void join() {
        Shape shape = shape();
        List<Made> parents = new ArrayList<>();
        int wanted = 2 + random.nextInt(MOST_PARENTS - 1);
        for (int i = 0; i < wanted; i++) {
            Made parent = parent(shape);
            // The same parent may come twice, but no more often than it may have children.
            if (parents.stream().filter(parent::equals).count() + parent.children < MOST_CHILDREN) {
                parents.add(parent);
            }
        }
        if (!parents.isEmpty()) {
            add(RandomFunctions.join(random, shape, parents.size()), shape, parents);
        }
    }

    private Function function(Shape shape) {
        List<Function> all = shape.equals(VECTOR)
                ? RandomFunctions.ofVectors()
                : shape.equals(SEQUENCE) ? RandomFunctions.ofSequences() : RandomFunctions.ofImages();
        Function drawn = all.get(random.nextInt(all.size()));
        return random.nextInt(3) == 0 ? Chain.of(drawn, all.get(random.nextInt(all.size()))) : drawn;
    }

    private void outputs() {
        int number = 0;
        for (Made node : List.copyOf(made)) {
            if (node.children == 0) {
                number++;
                output("y" + number, node);
            }
        }
    }

    private void output(String name, Made node) {
        long width = node.shape.elements();
        Function flat = node.shape.rank() == 1 ? new Linear(width, 5) : Chain.of(new Flatten(), new Linear(width, 5));
        Energy loss = random.nextBoolean() && more != More.SQUARES ? new CrossEntropy() : new SquaredError();
        boolean sequence = node.shape.equals(SEQUENCE) && random.nextBoolean();
        boolean tied = sequence && random.nextBoolean();
        if (more == More.ENERGIES && loss instanceof SquaredError && ofMore.nextBoolean()) {
            loss = energy(!sequence ? Shape.of(5) : Shape.of(4, tied ? VOCABULARY : 5));
        }
        if (tied) {
            builder.tie(name + ".weight", "embedded.weight");
        }
        builder.output(
                name,
                tied ? new Linear(8, VOCABULARY) : sequence ? new Linear(8, 5) : flat,
                random.nextInt(3) == 0 ? loss.weighted(0.25 + random.nextDouble()) : loss,
                node.name);
    }

    static Function conv() {
        return new Conv2d(4, 4, Pair.of(3), new ConvGeometry(Pair.of(1), Pair.of(1), Pair.of(1), 1));
    }

    static Function reshape() {
        return RandomFunctions.vectorToSequence();
    }
}
