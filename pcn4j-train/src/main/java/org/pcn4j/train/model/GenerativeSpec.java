package org.pcn4j.train.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pcn4j.function.BinaryCrossEntropy;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Adam;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkException;
import org.pcn4j.systems.generative.Bidirectional;
import org.pcn4j.systems.generative.Connections;
import org.pcn4j.systems.generative.Generative;
import org.pcn4j.systems.generative.GenerativeChain;
import org.pcn4j.systems.generative.PcGraph;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;

/** A network that is asked from any end, as settings. Immutable. */
interface GenerativeSpec extends ModelSpec.Small {
    /** The greatest width of a layer, and the greatest number of layers. */
    int MOST = 1 << 14;

    /** The steps of inference where a network is asked, unless said otherwise. */
    int STEPS = 100;

    /** How far values go in one of them, by Adam, which needs no curvature to be known. */
    double STEP = 0.05;

    /**
     * Makes what is trained and asked.
     *
     * @throws NetworkException if it cannot learn from such samples: what it reads
     */
    Generative built(Domain domain, Energy loss);

    @Override
    default Optional<Generative> generative(Domain domain, Energy loss) {
        return Optional.of(built(domain, loss));
    }

    @Override
    default boolean answersByForwardPass() {
        return false;
    }

    @Override
    default Network network(Domain domain, Energy loss) {
        return built(domain, loss).network();
    }

    @Override
    default Shape sample(Domain domain) {
        return new ModelSpec.Mlp(List.of(), Activation.TANH).sample(domain);
    }

    @Override
    default String defaultRule() {
        return "il";
    }

    @Override
    default Optional<Made<Energy>> defaultLoss() {
        return Optional.of(Energies.SQUARED_ERROR);
    }

    @Override
    default void requireLoss(Made<Energy> loss) {
        if (!(loss.it() instanceof SquaredError)) {
            throw new IllegalArgumentException(
                    loss.name() + " is no energy by which its ends could be free: expected squared-error");
        }
    }

    /** How values move where a network is asked. */
    private static Schedule asking(int steps, double step) {
        return Schedule.named("asking")
                .withSteps(steps)
                .withRelaxation(new AdamDescent(step, Adam.BETA1, Adam.BETA2, Adam.EPSILON));
    }

    private static int units(Domain domain) {
        return Math.toIntExact(domain.shape().elements());
    }

    private static Kind<List<Integer>> widths() {
        return Kinds.list(Kinds.count(1, MOST), 1, MOST);
    }

    private static <V> Entry<V> asked(Entry<V> entry) {
        return entry.key("steps", Kinds.count(0, 1_000_000), STEPS, "The steps of inference where it is asked.")
                .key("step", Kinds.positive(), STEP, "How far values go in each, by Adam.");
    }

    /**
     * A bidirectional network.
     *
     * @param hidden widths, from the sample on
     * @param up the weight α_u of upward errors
     * @param down the weight α_d of downward errors
     * @param shown the same where samples are asked for
     */
    record BothWays(
            List<Integer> hidden, Activation activation, double up, double down, double shown, int steps, double step)
            implements GenerativeSpec {
        static Entry<BothWays> entry() {
            return asked(Entry.of(
                                    "bidirectional",
                                    BothWays.class,
                                    "One set of values predicted from both sides: tells classes, makes and completes samples;"
                                            + " reads images or rows.")
                            .key("hidden", widths(), List.of(256), "The widths of the hidden layers.")
                            .key(
                                    "activation",
                                    Kinds.choice("activation", Activation.class),
                                    Activation.RELU,
                                    "Of the hidden layers.")
                            .key("up", Kinds.positive(), 1.0, "How much errors of the upward predictions weigh.")
                            .key("down", Kinds.positive(), 0.001, "How much those of the downward ones weigh.")
                            .key("shown", Kinds.positive(), 0.1, "How much those weigh where it is asked for samples."))
                    .citing("Oliviers, Tang and Bogacz 2025, arXiv 2505.23415");
        }

        /** Copies the list. */
        public BothWays {
            hidden = List.copyOf(hidden);
        }

        @Override
        public Clamping clamping() {
            return Clamping.ofEnds().data(Bidirectional.TARGET);
        }

        @Override
        public Generative built(Domain domain, Energy loss) {
            List<Integer> sizes = new ArrayList<>(List.of(units(domain)));
            sizes.addAll(hidden);
            sizes.add(domain.outputs());
            return new Bidirectional(sizes, activation.function(), up, down, shown, asking(steps, step));
        }
    }

    /** Which unit of a graph reads which. */
    enum Reads {
        /** Every one every other, but for those of a sample among each other. */
        APART,
        /** Every one every other. */
        ALL,
        /** The hidden ones in layers between samples and targets, each the one before. */
        LAYERED
    }

    /**
     * A PC graph.
     *
     * @param hidden the widths of its layers; how many there are in all counts where they are not in layers
     * @param deviation of the first weights
     * @param spread of the numbers at which free units begin where it is asked
     */
    record Graph(
            Reads reads,
            List<Integer> hidden,
            Activation activation,
            double deviation,
            double spread,
            int steps,
            double step)
            implements GenerativeSpec {
        static Entry<Graph> entry() {
            return asked(
                            Entry.of(
                                            "pc-graph",
                                            Graph.class,
                                            "All units in one vector that predicts itself; asked for any of them by any others;"
                                                    + " reads images or rows.")
                                    .key(
                                            "reads",
                                            Kinds.choice("reads", Reads.class),
                                            Reads.APART,
                                            "Which unit reads which: apart, each every other but those of a sample among each other;"
                                                    + " all; or layered, each layer the one before.")
                                    .key("hidden", widths(), List.of(48), "How many hidden units there are, by layer.")
                                    .key(
                                            "activation",
                                            Kinds.choice("activation", Activation.class),
                                            Activation.TANH,
                                            "Of all units.")
                                    .key(
                                            "deviation",
                                            Kinds.positive(),
                                            0.05,
                                            "The standard deviation of the first weights.")
                                    .key(
                                            "spread",
                                            Kinds.notNegative(),
                                            0.0,
                                            "The standard deviation of the numbers at which free units begin where it is asked."))
                    .citing("Salvatori et al. 2022, arXiv 2201.13180");
        }

        /** Copies the list. */
        public Graph {
            hidden = List.copyOf(hidden);
        }

        @Override
        public Clamping clamping() {
            return Clamping.ofEnds().masked(PcGraph.UNITS);
        }

        @Override
        public Generative built(Domain domain, Energy loss) {
            int[] layers = IntStream.concat(
                            IntStream.concat(
                                    IntStream.of(units(domain)), hidden.stream().mapToInt(Integer::intValue)),
                            IntStream.of(domain.outputs()))
                    .toArray();
            int all = IntStream.of(layers).sum();
            Connections connections = switch (reads) {
                case APART -> Connections.apart(all, units(domain));
                case ALL -> Connections.all(all);
                case LAYERED -> Connections.layered(layers);
            };
            return new PcGraph(
                    connections,
                    units(domain),
                    domain.outputs(),
                    activation.function(),
                    Initializer.normal(deviation),
                    asking(steps, step),
                    spread);
        }
    }

    /** What is above the causes of a chain. */
    enum Above {
        /** A prior: it learns from samples alone. */
        PRIOR,
        /** The target: it learns samples of each. */
        TARGET
    }

    /**
     * A generative chain.
     *
     * @param above what predicts the highest causes
     * @param causes widths, from those that predict the sample on
     * @param noise their deviation where samples are drawn
     */
    record Chain(Above above, List<Integer> causes, double noise, Activation activation, int steps, double step)
            implements GenerativeSpec {
        static Entry<Chain> entry() {
            return asked(Entry.of(
                                    "generator",
                                    Chain.class,
                                    "Causes that predict causes and these the sample; draws samples; reads images or rows.")
                            .key(
                                    "above",
                                    Kinds.choice("above", Above.class),
                                    Above.PRIOR,
                                    "What predicts the highest causes: a prior, so that it learns from samples alone, or the"
                                            + " target, as the label.")
                            .key(
                                    "causes",
                                    widths(),
                                    List.of(128, 20),
                                    "The widths, from those that predict the sample on.")
                            .key(
                                    "noise",
                                    Kinds.notNegative(),
                                    1.0,
                                    "How far causes lie from what is predicted of them where samples are drawn; 1 as the model has"
                                            + " it.")
                            .key(
                                    "activation",
                                    Kinds.choice("activation", Activation.class),
                                    Activation.RELU,
                                    "Of all causes."))
                    .citing("Oliviers, Bogacz and Meulemans 2024");
        }

        /** Copies the list. */
        public Chain {
            causes = List.copyOf(causes);
        }

        /** Learned from the mode of the causes, weights grow, and samples of the causes' own spread say little. */
        @Override
        public String defaultRule() {
            return "mcpc";
        }

        @Override
        public boolean learnsItsInput() {
            return above == Above.PRIOR;
        }

        @Override
        public void requireLoss(Made<Energy> loss) {
            if (!(loss.it() instanceof SquaredError || loss.it() instanceof BinaryCrossEntropy)) {
                throw new IllegalArgumentException(loss.name()
                        + " is no energy of a sample: expected squared-error, or binary-cross-entropy of pixels");
            }
        }

        @Override
        public Generative built(Domain domain, Energy loss) {
            List<Integer> sizes = new ArrayList<>(List.of(units(domain)));
            sizes.addAll(causes);
            GenerativeChain chain = above == Above.PRIOR
                    ? GenerativeChain.ofPrior(sizes, activation.function(), loss, asking(steps, step))
                    : GenerativeChain.ofTarget(
                            sizes, domain.outputs(), activation.function(), loss, asking(steps, step));
            return chain.withNoise(noise);
        }
    }
}
