package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.Chain;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Gaussian;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Scaled;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.PlainLayer.Squash;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Backpropagation;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.NudgedPredictiveCoding;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.PredictiveCoding;
import org.pcn4j.learning.Sgd;
import org.pcn4j.learning.Strict;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * The page docs/coming-from.md: what other libraries compute, written from their conventions as arithmetic, and ours with the
 * settings that the page maps theirs to. Weights after three updates agree to rounding, and the page shows these numbers.
 */
class ComingFromTest {
    private static final double ROUNDING = 1e-12;
    private static final int UPDATES = 3;
    private static final double B = 2;
    private static final Matrix X = Matrix.ofU(10, 4, 2);
    private static final Matrix Y = Matrix.ofU(20, 3, 2);

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** Begins a learner for parameters. */
    private interface Beginning {
        Learner learner(Network network, Parameters parameters);
    }

    private static Beginning by(Schedule schedule, Optimizer optimizer) {
        return (network, parameters) -> new PredictiveCoding(network, parameters, optimizer, schedule, By.SEED);
    }

    /** Puts a chain's weights into a network's parameters, which are in the order of its layers. */
    private static Parameters numbers(Network network, PlainChain chain) {
        Parameters parameters = network.initialize(By.SEED, DType.FLOAT64);
        List<Tensor> tensors = parameters.tensors();
        assertThat(tensors).hasSize(chain.length());
        for (int l = 1; l <= chain.length(); l++) {
            chain.layer(l).weights().into(tensors.get(l - 1));
        }
        return parameters;
    }

    private static List<double[]> learned(
            Network network, PlainChain start, Clamps clamps, int updates, Beginning beginning) {
        Parameters parameters = numbers(network, start);
        Learner learner = beginning.learner(network, parameters);
        for (int update = 0; update < updates; update++) {
            learner.update(clamps);
        }
        return parameters.tensors().stream().map(Tensor::toDoubles).toList();
    }

    private static List<double[]> learnedByB(Beginning beginning) {
        Network network = GoldenNetsTest.netB();
        return learned(network, PlainChain.netB(), GoldenNetsTest.dataOfB(network), UPDATES, beginning);
    }

    /** Asserts that the weights are theirs, and that a line of the page shows the first of each layer. */
    private static void assertSame(String line, PlainChain theirs, List<double[]> ours) throws IOException {
        double[] first = new double[theirs.length()];
        for (int l = 1; l <= theirs.length(); l++) {
            double[] weights = theirs.layer(l).weights().numbers();
            assertThat(ours.get(l - 1)).as("layer %d", l).containsExactly(weights, within(ROUNDING));
            first[l - 1] = weights[0];
        }
        assertShown(line, first);
    }

    private static void assertShown(String line, double... numbers) throws IOException {
        String written = Arrays.stream(numbers)
                .mapToObj(number -> String.format(Locale.ROOT, "%.12f", number).replace('-', '−'))
                .collect(Collectors.joining(", "));
        try (Stream<String> lines = Files.lines(Path.of("..", "docs", "coming-from.md"))) {
            assertThat(lines.filter(text -> text.startsWith("| " + line)))
                    .singleElement()
                    .asString()
                    .contains(written);
        }
    }

    /** PCX: SGD with momentum on h, on the batch's mean energy times B; the weights on the mean energy. */
    private static PlainChain pcx(double rate, double momentum, int steps, double scale, double weightRate) {
        PlainChain chain = PlainChain.netB();
        for (int update = 0; update < UPDATES; update++) {
            Matrix[] values = chain.clamped(X, Y);
            Matrix[] velocity = new Matrix[chain.length()];
            for (int t = 0; t < steps; t++) {
                Matrix[] forces = chain.forces(values);
                for (int l = 1; l < chain.length(); l++) {
                    Matrix scaled = forces[l].times(1 / B).times(scale);
                    velocity[l] = t == 0 ? scaled : velocity[l].times(momentum).plus(scaled);
                }
                PlainChain.move(values, velocity, rate);
            }
            chain.move(chain.changes(values), weightRate / B);
        }
        return chain;
    }

    @Test
    void pcxsRatesOfValuesScaledByTheBatchAndOfWeightsAreOurs() throws IOException {
        Schedule schedule = InferenceLearning.schedule(8, 0.05).withRelaxation(new Momentum(0.05, 0.65));
        assertSame(
                "rate 0.05, momentum 0.65, T = 8, scaled",
                pcx(0.05, 0.65, 8, B, 0.3),
                learnedByB(by(schedule, new Sgd(0.3))));
    }

    @Test
    void pcxsRateOfValuesThatIsNotScaledIsOursTimesB() throws IOException {
        Schedule schedule = InferenceLearning.schedule(8, 0.05).withRelaxation(new Momentum(0.2 / B, 0.65));
        assertSame(
                "rate 0.2, momentum 0.65, T = 8, not scaled",
                pcx(0.2, 0.65, 8, 1, 0.3),
                learnedByB(by(schedule, new Sgd(0.3))));
    }

    /** Values and weights move T times, from one gradient; what values do at the last is forgotten with the batch. */
    @Test
    void pcxsIpcOfTStepsIsOursWhileRelaxingOrOfOneStepLess() throws IOException {
        int steps = 4;
        PlainChain chain = PlainChain.netB();
        for (int update = 0; update < UPDATES; update++) {
            Matrix[] values = chain.clamped(X, Y);
            for (int t = 0; t < steps; t++) {
                Matrix[] forces = chain.forces(values);
                Matrix[] changes = chain.changes(values);
                PlainChain.move(values, forces, 0.1);
                chain.move(changes, 0.05 / B);
            }
        }
        for (Schedule schedule : List.of(
                IncrementalPredictiveCoding.whileRelaxing(steps, 0.1),
                IncrementalPredictiveCoding.schedule(steps - 1, 0.1))) {
            assertSame("iPC, rate 0.1, T = 4", chain, learnedByB(by(schedule, new Sgd(0.05))));
        }
    }

    /** PCX puts u − β(u − y) in y's place and multiplies the weights' gradient by 1/β. */
    private static PlainChain nudgedByPcx(double beta) {
        PlainChain chain = PlainChain.netB();
        for (int update = 0; update < UPDATES; update++) {
            Matrix[] values = chain.forward(X);
            Matrix u = values[3];
            values[3] = u.minus(u.minus(Y).times(beta));
            for (int t = 0; t < 5; t++) {
                PlainChain.move(values, chain.forces(values), 0.058);
            }
            chain.move(chain.changes(values), 0.3 / B / beta);
        }
        return chain;
    }

    @Test
    void pcxsNudgeIsPnOfTheSameBetaAndRate() throws IOException {
        assertSame(
                "beta 0.55, rate 0.058, T = 5",
                nudgedByPcx(0.55),
                learnedByB(by(NudgedPredictiveCoding.positive(0.55, 5, 0.058), new Sgd(0.3))));
    }

    @Test
    void pcxsNegativeNudgeIsNn() throws IOException {
        assertSame(
                "beta −0.2, rate 0.058, T = 5",
                nudgedByPcx(-0.2),
                learnedByB(by(NudgedPredictiveCoding.negative(0.2, 5, 0.058), new Sgd(0.3))));
    }

    /** JPC's parametrization mupc with skips: 1/√D, 1/√(N L) and 1/N. */
    private static PlainChain chainOfMupc() {
        return PlainChain.of(
                new PlainLayer(Matrix.ofU(1, 5, 4), Squash.NONE, 1 / Math.sqrt(4), 0),
                new PlainLayer(Matrix.ofU(2, 5, 5), Squash.INPUT, 1 / Math.sqrt(5 * 3), 1),
                new PlainLayer(Matrix.ofU(3, 3, 5), Squash.INPUT, 1.0 / 5, 0));
    }

    private static Network netOfMupc() {
        Linear hidden = new Linear(5, 5).withoutBias();
        Linear last = new Linear(5, 3).withoutBias();
        return Network.builder()
                .input("x", Shape.of(4))
                .node("h1", Chain.of(new Linear(4, 5).withoutBias(), new Scaled(1 / Math.sqrt(4))), "x")
                .node(
                        "h2",
                        Sum.of(
                                new Sum.Term("skip", new Identity()),
                                new Sum.Term(
                                        "residual", Chain.of(new Tanh(), hidden, new Scaled(1 / Math.sqrt(5 * 3))))),
                        "h1",
                        "h1")
                .output("y", Chain.of(new Tanh(), last, new Scaled(1.0 / 5)), new SquaredError(), "h2")
                .build();
    }

    /** JPC: any step on activities is one on the mean energy, and so is the weights'. */
    @Test
    void jpcsActivityRateIsOursTimesBAndItsWeightRateIsOurs() throws IOException {
        double activityRate = 0.5;
        PlainChain chain = chainOfMupc();
        for (int update = 0; update < UPDATES; update++) {
            Matrix[] values = chain.clamped(X, Y);
            for (int t = 0; t < chain.length(); t++) {
                PlainChain.move(values, chain.forces(values), activityRate / B);
            }
            chain.move(chain.changes(values), 0.1 / B);
        }
        Network network = netOfMupc();
        Clamps clamps = Clamps.of(network, X.samples(), Y.samples());
        Schedule schedule = InferenceLearning.schedule(3, activityRate / B);
        assertSame(
                "activities 0.5, T = 3",
                chain,
                learned(network, chainOfMupc(), clamps, UPDATES, by(schedule, new Sgd(0.1))));
    }

    /** JPC: optax.adam on activities; forces here are B times its gradients, so ε is as well. */
    @Test
    void jpcsAdamOfActivitiesIsOursAtEpsilonTimesB() throws IOException {
        double epsilon = 1e-3;
        PlainChain chain = chainOfMupc();
        for (int update = 0; update < UPDATES; update++) {
            Matrix[] values = chain.clamped(X, Y);
            Matrix[] means = new Matrix[chain.length()];
            Matrix[] squares = new Matrix[chain.length()];
            for (int t = 0; t < chain.length(); t++) {
                Matrix[] forces = chain.forces(values);
                for (int l = 1; l < chain.length(); l++) {
                    Matrix gradient = forces[l].times(1 / B);
                    Matrix mean = gradient.times(0.1);
                    means[l] = t == 0 ? mean : means[l].times(0.9).plus(mean);
                    Matrix square = squared(gradient).times(0.001);
                    squares[l] = t == 0 ? square : squares[l].times(0.999).plus(square);
                    values[l] = values[l].plus(
                            adam(means[l], squares[l], 1 - Math.pow(0.9, t + 1), 1 - Math.pow(0.999, t + 1), epsilon)
                                    .times(0.05));
                }
            }
            chain.move(chain.changes(values), 0.1 / B);
        }
        Network network = netOfMupc();
        Clamps clamps = Clamps.of(network, X.samples(), Y.samples());
        Schedule schedule =
                InferenceLearning.schedule(3, 0.05).withRelaxation(new AdamDescent(0.05, 0.9, 0.999, epsilon * B));
        assertSame(
                "activities by Adam 0.05",
                chain,
                learned(network, chainOfMupc(), clamps, UPDATES, by(schedule, new Sgd(0.1))));
    }

    private static Matrix squared(Matrix x) {
        return Matrix.of(x.height(), x.width(), (i, j) -> x.at(i, j) * x.at(i, j));
    }

    private static Matrix adam(Matrix mean, Matrix square, double ofMean, double ofSquare, double epsilon) {
        return Matrix.of(
                mean.height(),
                mean.width(),
                (i, j) -> mean.at(i, j) / ofMean / (Math.sqrt(square.at(i, j) / ofSquare) + epsilon));
    }

    private static final double DECAY = 0.1;

    private static Network netOfFabric() {
        return Network.builder()
                .input("x", Shape.of(4))
                .node("h1", Chain.of(new Linear(4, 5).withoutBias(), new Tanh()), Gaussian.of(2), "x")
                .node("h2", Chain.of(new Linear(5, 4).withoutBias(), new Tanh()), "h1")
                .sink("decay1", new Scaled(Math.sqrt(DECAY)), "h1")
                .sink("decay2", new Scaled(Math.sqrt(DECAY)), "h2")
                .output("y", new Linear(4, 3).withoutBias(), new CrossEntropy(), "h2")
                .build();
    }

    /** FabricPC: energies and gradients are sums; softmax and CrossEntropyEnergy at the end, precision 2 of one node. */
    @Test
    void fabricPcsInferenceRateIsOursAndItsWeightRateIsOursOverB() throws IOException {
        double eta = 0.05;
        PlainChain start = PlainChain.netB().withPrecision(1, 2).withClasses();
        PlainChain chain = PlainChain.netB().withPrecision(1, 2).withClasses();
        Matrix oneHot = Matrix.of(3, 2, (i, j) -> i == (j == 0 ? 2 : 0) ? 1 : 0);
        for (int update = 0; update < UPDATES; update++) {
            Matrix[] latents = chain.clamped(X, oneHot);
            for (int t = 0; t < 20; t++) {
                Matrix[] forces = chain.forces(latents);
                for (int l = 1; l < chain.length(); l++) {
                    latents[l] = latents[l].times(1 - eta * DECAY).plus(forces[l].times(eta));
                }
            }
            chain.move(chain.changes(latents), 0.1);
        }
        Network network = netOfFabric();
        Clamps clamps = Clamps.of(network, X.samples(), Tensor.of(Shape.of(2), new long[] {2, 0}));
        assertSame(
                "eta 0.05, 20 steps",
                chain,
                learned(network, start, clamps, UPDATES, by(InferenceLearning.schedule(20, eta), new Sgd(0.1 * B))));
    }

    private static PlainChain chainOfPreco() {
        return PlainChain.of(
                new PlainLayer(Matrix.ofW(1, 5, 4), Squash.INPUT),
                new PlainLayer(Matrix.ofW(2, 4, 5), Squash.INPUT),
                new PlainLayer(Matrix.ofW(3, 3, 4), Squash.INPUT));
    }

    private static Network netOfPreco() {
        return Network.builder()
                .input("x", Shape.of(4))
                .node("h1", Chain.of(new Tanh(), new Linear(4, 5).withoutBias()), "x")
                .node("h2", Chain.of(new Tanh(), new Linear(5, 4).withoutBias()), "h1")
                .output("y", Chain.of(new Tanh(), new Linear(4, 3).withoutBias()), new SquaredError(), "h2")
                .build();
    }

    private static List<double[]> learnedByPreco(int updates, Optimizer optimizer) {
        Network network = netOfPreco();
        Clamps clamps = Clamps.of(network, X.samples(), Y.samples());
        return learned(network, chainOfPreco(), clamps, updates, by(InferenceLearning.schedule(5, 0.5), optimizer));
    }

    /** PRECO's PCN: all sums; f of the input as well. */
    private static Matrix[] settledByPreco(PlainChain chain) {
        Matrix[] values = chain.clamped(X, Y);
        for (int t = 0; t < 5; t++) {
            PlainChain.move(values, chain.forces(values), 0.5);
        }
        return values;
    }

    @Test
    void precosNodeRateIsOursAndItsWeightRateIsOursOverB() throws IOException {
        PlainChain chain = chainOfPreco();
        for (int update = 0; update < UPDATES; update++) {
            chain.move(chain.changes(settledByPreco(chain)), 0.1);
        }
        assertSame("`lr_x` 0.5, `T_train` 5, SGD", chain, learnedByPreco(UPDATES, new Sgd(0.1 * B)));
    }

    /** PRECO's Adam divides by √v + ε, v not corrected, of summed gradients; ours by √(v/(1 − β₂ⁿ)) + ε, of their mean. */
    @Test
    void precosAdamIsOursButForWhereEpsilonStands() throws IOException {
        double beta1 = 0.9;
        double beta2 = 0.999;
        PlainChain chain = chainOfPreco();
        Matrix[] changes = chain.changes(settledByPreco(chain));
        double rate = 0.01 * Math.sqrt(1 - beta2) / (1 - beta1);
        for (int l = 1; l <= chain.length(); l++) {
            Matrix d = changes[l];
            changes[l] = Matrix.of(d.height(), d.width(), (i, j) -> {
                double first = (1 - beta1) * d.at(i, j);
                double second = (1 - beta2) * d.at(i, j) * d.at(i, j);
                return first / (Math.sqrt(second) + 1e-7);
            });
        }
        chain.move(changes, rate);
        double epsilon = 1e-7 / (B * Math.sqrt(1 - beta2));
        assertSame("the same with Adam", chain, learnedByPreco(1, new Adam(0.01, beta1, beta2, epsilon, 0)));
    }

    /** PRECO's PCG with the mask of layers: errors are computed, then values move, and Δθ takes the old errors. */
    @Test
    void precosGraphOfLayersIsStrict() throws IOException {
        PlainChain chain = chainOfPreco();
        for (int update = 0; update < UPDATES; update++) {
            Matrix[] values = chain.clamped(X, Y);
            Matrix[] errors = chain.errors(values);
            for (int t = 0; t < 5; t++) {
                errors = chain.errors(values);
                PlainChain.move(values, chain.forces(values), 0.5);
            }
            chain.move(chain.changes(values, errors), 0.1);
        }
        Network network = netOfPreco();
        Clamps clamps = Clamps.of(network, X.samples(), Y.samples());
        assertSame(
                "`PCgraph`, `lr_x` 0.5",
                chain,
                learned(network, chainOfPreco(), clamps, UPDATES, by(Strict.schedule(5, 0.5), new Sgd(0.1 * B))));
    }

    /** Torch2PC's FixedPred, sweep by sweep from the output down. */
    private static Matrix[] fixedPred(PlainChain chain, Matrix[] forward, Matrix lossSlope, double eta, int n) {
        Matrix[] beliefs = forward.clone();
        Matrix[] epsilon = new Matrix[chain.length() + 1];
        epsilon[chain.length()] = lossSlope;
        for (int sweep = 0; sweep < n; sweep++) {
            for (int l = chain.length() - 1; l >= 1; l--) {
                epsilon[l] = forward[l].minus(beliefs[l]);
                Matrix pulled = chain.layer(l + 1).back(forward[l], epsilon[l + 1]);
                beliefs[l] = beliefs[l].plus(epsilon[l].minus(pulled).times(eta));
            }
        }
        return epsilon;
    }

    /** nn.MSELoss() is the mean of squares over samples and outputs, so its slope is 2/(B · outputs) of ours. */
    @Test
    void torch2pcsFixedPredOfNSweepsIsFpaOfOneStepLess() throws IOException {
        PlainChain chain = PlainChain.netB();
        for (int update = 0; update < UPDATES; update++) {
            Matrix[] forward = chain.forward(X);
            Matrix lossSlope = forward[3].minus(Y).times(2 / (B * 3));
            Matrix[] epsilon = fixedPred(chain, forward, lossSlope, 0.1, 20);
            chain.move(chain.changes(forward, epsilon), -0.3);
        }
        assertSame(
                "W after 3 updates by `FixedPred(0.1, 20)`",
                chain,
                learnedByB(by(FixedPrediction.schedule(19, 0.1), new Sgd(0.3 * 2 / 3))));
    }

    @Test
    void torch2pcsExactAndFixedPredOfStepOneAreBackpropagation() throws IOException {
        PlainChain chain = PlainChain.netB();
        Matrix[] forward = chain.forward(X);
        // As many sweeps as layers, its default: the loss summed.
        Matrix[] gradients = chain.changes(forward, fixedPred(chain, forward, forward[3].minus(Y), 1, 3));
        double[] first = IntStream.rangeClosed(1, 3)
                .mapToDouble(l -> -gradients[l].at(0, 0))
                .toArray();
        assertThat(first)
                .containsExactly(new double[] {0.175765625595, 0.091934258692, 0.007792351088}, within(ROUNDING));
        assertShown("Δθ of `Exact`", first);
        chain.move(gradients, -0.3);
        for (Beginning beginning : List.of(by(FixedPrediction.schedule(2, 1), new Sgd(0.3 * B)), (Beginning)
                (network, parameters) -> new Backpropagation(network, parameters, new Sgd(0.3 * B), By.SEED))) {
            Network network = GoldenNetsTest.netB();
            assertSame(
                    "W after one update by it",
                    chain,
                    learned(network, PlainChain.netB(), GoldenNetsTest.dataOfB(network), 1, beginning));
        }
    }

    /** Torch2PC's Strict: the errors, and the beliefs that they are learned from, after n sweeps. */
    private static final class Swept {
        final Matrix[] epsilon;
        final Matrix[] beliefs;

        Swept(Matrix[] epsilon, Matrix[] beliefs) {
            this.epsilon = epsilon;
            this.beliefs = beliefs;
        }
    }

    /**
     * As corrected, ε = f(v) − v.
     *
     * @param scale of the loss's slope μ − y
     */
    private static Swept strict(PlainChain chain, double scale, double eta, int n) {
        Matrix[] beliefs = chain.forward(X);
        Matrix[] epsilon = new Matrix[chain.length() + 1];
        for (int sweep = 0; sweep < n; sweep++) {
            epsilon[3] = chain.layer(3).predict(beliefs[2]).minus(Y).times(scale);
            for (int l = 2; l >= 1; l--) {
                epsilon[l] = chain.layer(l).predict(beliefs[l - 1]).minus(beliefs[l]);
                Matrix pulled = chain.layer(l + 1).back(beliefs[l], epsilon[l + 1]);
                beliefs[l] = beliefs[l].plus(epsilon[l].minus(pulled).times(eta));
            }
        }
        return new Swept(epsilon, beliefs);
    }

    /** The errors are those of IL one step earlier; the parents that Δθ reads have relaxed once more. */
    @Test
    void torch2pcsStrictErrorsAreThoseOfIlOneStepEarlier() throws IOException {
        PlainChain chain = PlainChain.netB();
        Swept swept = strict(chain, 1, 0.1, 20);
        Matrix[] gradients = chain.changes(swept.beliefs, swept.epsilon);
        double[] first = IntStream.rangeClosed(1, 3)
                .mapToDouble(l -> -gradients[l].at(0, 0))
                .toArray();
        assertThat(first)
                .containsExactly(new double[] {0.075287657474, 0.061046453963, -0.153485163132}, within(ROUNDING));
        assertShown("Δθ of `Strict(0.1, 20)`", first);
        Network network = GoldenNetsTest.netB();
        Answer ours = By.PLAN.answer(
                Question.ofEnds(network, InferenceLearning.schedule(19, 0.1)),
                numbers(network, chain),
                GoldenNetsTest.dataOfB(network));
        assertErrors(ours, swept);
        Answer strict = By.PLAN.answer(
                Question.ofEnds(network, Strict.schedule(20, 0.1)),
                numbers(network, chain),
                GoldenNetsTest.dataOfB(network));
        for (int l = 1; l <= 3; l++) {
            String name = List.of("h1.weight", "h2.weight", "y.weight").get(l - 1);
            assertThat(strict.delta(name))
                    .containsExactly(gradients[l].times(-1).numbers(), within(ROUNDING));
        }
    }

    private static Network netBOfWeight(double weight) {
        return Network.builder()
                .input("x", Shape.of(4))
                .node("h1", Chain.of(new Linear(4, 5).withoutBias(), new Tanh()), "x")
                .node("h2", Chain.of(new Linear(5, 4).withoutBias(), new Tanh()), "h1")
                .output("y", new Linear(4, 3).withoutBias(), new SquaredError().weighted(weight), "h2")
                .build();
    }

    /** All gradients are sums over the samples; the loss is a mean over samples and outputs. */
    @Test
    void torch2pcsStrictIsOursWithAWeightedLoss() throws IOException {
        double weight = 2 / (B * 3);
        PlainChain chain = PlainChain.netB();
        for (int update = 0; update < UPDATES; update++) {
            Swept swept = strict(chain, weight, 0.1, 20);
            chain.move(chain.changes(swept.beliefs, swept.epsilon), -0.1);
        }
        Network network = netBOfWeight(weight);
        Clamps clamps = Clamps.of(network, X.samples(), Y.samples());
        assertSame(
                "W after 3 updates by `Strict(0.1, 20)`",
                chain,
                learned(network, PlainChain.netB(), clamps, UPDATES, by(Strict.schedule(20, 0.1), new Sgd(0.1 * B))));
    }

    /** A mean loss beside summed errors weighs the loss: 2/(B · outputs) under nn.MSELoss(). */
    @Test
    void aMeanLossOfTorch2pcIsAWeightOfOurs() {
        double weight = 2 / (B * 3);
        PlainChain chain = PlainChain.netB();
        Network network = netBOfWeight(weight);
        Answer ours = By.PLAN.answer(
                Question.ofEnds(network, InferenceLearning.schedule(19, 0.1)),
                numbers(network, chain),
                Clamps.of(network, X.samples(), Y.samples()));
        assertErrors(ours, strict(chain, weight, 0.1, 20));
    }

    private static void assertErrors(Answer ours, Swept theirs) {
        List<String> names = List.of("h1", "h2", "y");
        for (int l = 1; l <= names.size(); l++) {
            assertThat(ours.error(names.get(l - 1)))
                    .as(names.get(l - 1))
                    .containsExactly(theirs.epsilon[l].times(-1).transposed().numbers(), within(ROUNDING));
        }
    }
}
