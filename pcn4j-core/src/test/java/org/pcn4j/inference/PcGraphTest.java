package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Function;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

/** All units in one vector x that predicts itself, μ = W f(x) + b (Salvatori et al. 2022, arXiv 2201.13180). */
class PcGraphTest {
    private static final int SAMPLES = 2;

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** W f(x) + b. */
    private static Function prediction(int in, int out) {
        return Chain.of(new Tanh(), new Linear(in, out));
    }

    /** h = x − W f(x) − b of a weight and a bias that hold −W and −b. */
    private static Function difference(int units) {
        return Sum.of(new Term("", new Identity()), new Term("minus", prediction(units, units)));
    }

    private static Matrix biases(double c, int n) {
        return Matrix.u(c, n).times(0.3);
    }

    /** The layers' numbers: 4-3-3-2, the last layer's the rows of y. */
    private static final int[] LAYERS = {4, 3, 3, 2};

    private static final Matrix INPUT = Matrix.ofU(105, 4, SAMPLES);
    private static final Matrix TARGET = Matrix.ofU(106, 2, SAMPLES);

    private static Network layered() {
        return Network.builder()
                .input("x0", Shape.of(4))
                .node("x1", prediction(4, 3), "x0")
                .node("x2", prediction(3, 3), "x1")
                .output("x3", prediction(3, 2), new SquaredError(), "x2")
                .build();
    }

    private static Matrix weight(int layer) {
        return Matrix.ofW(100 + layer, LAYERS[layer], LAYERS[layer - 1]);
    }

    /** Where a layer's units begin in the vector of all. */
    private static int first(int layer) {
        return IntStream.range(0, layer).map(i -> LAYERS[i]).sum();
    }

    private static Parameters numbersOfLayers(Network network) {
        Parameters parameters = network.initialize(By.SEED, DType.FLOAT64);
        for (int layer = 1; layer < LAYERS.length; layer++) {
            weight(layer).into(parameters.get("x" + layer + ".weight"));
            biases(110 + layer, LAYERS[layer]).into(parameters.get("x" + layer + ".bias"));
        }
        return parameters;
    }

    private static Parameters numbersOfGraph(Network network) {
        double[][] weights = new double[12][12];
        double[][] bias = new double[12][1];
        for (int layer = 1; layer < LAYERS.length; layer++) {
            for (int i = 0; i < LAYERS[layer]; i++) {
                bias[first(layer) + i][0] = biases(110 + layer, LAYERS[layer]).at(i, 0);
                for (int j = 0; j < LAYERS[layer - 1]; j++) {
                    weights[first(layer) + i][first(layer - 1) + j] =
                            weight(layer).at(i, j);
                }
            }
        }
        Parameters parameters = network.initialize(By.SEED, DType.FLOAT64);
        new Matrix(weights).times(-1).into(parameters.get("h.minus.weight"));
        new Matrix(bias).times(-1).into(parameters.get("h.minus.bias"));
        return parameters;
    }

    /** All units' values, sample by sample. */
    private static Matrix allUnits(Answer forward) {
        return Matrix.of(12, SAMPLES, (unit, sample) -> {
            if (unit < 4) {
                return INPUT.at(unit, sample);
            } else if (unit >= 10) {
                return TARGET.at(unit - 10, sample);
            }
            int layer = unit < 7 ? 1 : 2;
            return forward.prediction("x" + layer)[sample * 3 + unit - first(layer)];
        });
    }

    /** The strictly block-triangular graph is the layered net, once errors of the clamped inputs count for nothing. */
    @ParameterizedTest
    @EnumSource(By.class)
    void withABlockTriangularMaskAGraphIsTheLayeredNet(By by) {
        Network layered = layered();
        Network graph = Network.builder()
                .input("x", Shape.of(12))
                .output("h", difference(12), new SquaredError(), "x", "x")
                .build();
        Clamps data = Clamps.of(layered, INPUT.samples(), TARGET.samples());
        Parameters ofLayers = numbersOfLayers(layered);
        Answer forward =
                by.answer(Question.ofEnds(layered, Schedule.named("none").withSteps(0)), ofLayers, data);
        Matrix held = Matrix.of(12, SAMPLES, (unit, sample) -> unit < 4 || unit >= 10 ? 1 : 0);
        Matrix counted = Matrix.of(12, SAMPLES, (unit, sample) -> unit < 4 ? 0 : 1);
        Clamps units = Clamps.none()
                .with("x", allUnits(forward).samples(), held.samples())
                .with("h", Matrix.of(12, SAMPLES, (i, j) -> 0).samples(), counted.samples());
        for (Learning learning : new Learning[] {new Learning.AtEnd(), new Learning.At(2)}) {
            Schedule il = Schedule.named("il").withGamma(0.5).withSteps(5).withLearning(learning);
            Answer expected = by.answer(Question.ofEnds(layered, il), ofLayers, data);
            Answer found = by.answer(
                    new Question(graph, Clamping.ofEnds().masked("x").masked("h"), il), numbersOfGraph(graph), units);
            for (int time = 0; time <= 5; time++) {
                assertThat(found.energy(time)).isCloseTo(expected.energy(time), within(1e-12));
            }
            for (int layer = 1; layer < LAYERS.length; layer++) {
                double[] delta = expected.delta("x" + layer + ".weight");
                double[] all = found.delta("h.minus.weight");
                for (int i = 0; i < LAYERS[layer]; i++) {
                    int row = (first(layer) + i) * 12 + first(layer - 1);
                    for (int j = 0; j < LAYERS[layer - 1]; j++) {
                        assertThat(-all[row + j]).isCloseTo(delta[i * LAYERS[layer - 1] + j], within(1e-12));
                    }
                    assertThat(-found.delta("h.minus.bias")[first(layer) + i])
                            .isCloseTo(expected.delta("x" + layer + ".bias")[i], within(1e-12));
                }
            }
        }
    }

    private static final int UNITS = 6;
    private static final Matrix MASK = Matrix.of(UNITS, SAMPLES, (unit, sample) -> unit < 3 ? 1 : 0);

    private static List<Schedule> schedules() {
        Schedule il = Schedule.named("il").withGamma(0.2).withSteps(12);
        return List.of(
                il,
                il.withSteps(0),
                il.withLearning(new Learning.AtEveryStep()).withName("ipc"),
                il.withGamma(1).withSteps(3),
                il.withRelaxation(new Momentum(0.1, 0.6)),
                il.withRelaxation(new Langevin(0.1, 0.5)));
    }

    /** A graph with cycles as a root that is free in part, with its energy as a sink; and as a node that reads itself. */
    @ParameterizedTest
    @EnumSource(By.class)
    void aCyclicGraphIsTheSameAsAFreeRootWithASinkAndAsANodeThatReadsItself(By by) {
        Matrix weight = Matrix.of(
                UNITS,
                UNITS,
                (i, j) -> i == j ? 0 : Matrix.ofW(107, UNITS, UNITS).at(i, j));
        Matrix bias = biases(108, UNITS);
        Network sink = Network.builder()
                .input("x", Shape.of(UNITS))
                .sink("h", difference(UNITS), "x", "x")
                .build();
        Network lateral = Network.builder()
                .lateral("x", "x", Shape.of(UNITS))
                .node("x", prediction(UNITS, UNITS), "x")
                .build();
        Matrix start = Matrix.ofU(109, UNITS, SAMPLES);
        Clamps clamps = Clamps.none().with("x", start.samples(), MASK.samples());
        Map<String, double[]> given = Map.of("x", start.samples().toDoubles());
        for (Schedule schedule : schedules()) {
            Parameters ofSink = sink.initialize(By.SEED, DType.FLOAT64);
            weight.times(-1).into(ofSink.get("h.minus.weight"));
            bias.times(-1).into(ofSink.get("h.minus.bias"));
            Parameters ofNode = lateral.initialize(By.SEED, DType.FLOAT64);
            weight.into(ofNode.get("x.weight"));
            bias.into(ofNode.get("x.bias"));
            Clamping masked = Clamping.ofEnds().masked("x");
            Answer one = by.frames(new Question(sink, masked, schedule), ofSink, List.of(clamps), Map.of(), 0.05)
                    .get(0);
            Schedule begun = schedule.withStart(new Start.Given());
            Answer other = by.frames(new Question(lateral, masked, begun), ofNode, List.of(clamps), given, 0.05)
                    .get(0);
            assertThat(one.value("x")).as(schedule.toString()).containsExactly(other.value("x"), within(1e-12));
            for (int time = 0; time <= one.end(); time++) {
                assertThat(one.energy(time)).isCloseTo(other.energy(time), within(1e-12));
            }
            for (String name : List.of("weight", "bias")) {
                List<double[]> ofOne = one.deltas().get("h.minus." + name);
                List<double[]> ofOther = other.deltas().get("x." + name);
                assertThat(ofOne).hasSameSizeAs(ofOther);
                for (int i = 0; i < ofOne.size(); i++) {
                    double[] negative = Arrays.stream(ofOne.get(i)).map(x -> -x).toArray();
                    assertThat(negative).containsExactly(ofOther.get(i), within(1e-12));
                }
            }
        }
    }
}
