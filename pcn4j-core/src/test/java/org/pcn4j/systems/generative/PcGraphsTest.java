package org.pcn4j.systems.generative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.PredictiveCoding;
import org.pcn4j.learning.Projected;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.Sgd;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** PC graphs as a user trains and asks them (Salvatori et al. 2022, arXiv 2201.13180). */
class PcGraphsTest {
    private static final Seed SEED = new Seed(14);
    private static final int[] LAYERS = {4, 3, 3, 2};
    private static final Schedule IL =
            Schedule.named("il").withGamma(0.3).withSteps(8).withStart(new Start.Zeros());

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static PcGraph graph(Connections connections, Schedule asking) {
        return new PcGraph(connections, 4, 2, new Tanh(), Initializer.normal(0.4), asking, 0);
    }

    private static Network layered() {
        return Network.builder()
                .input("x0", Shape.of(4))
                .node("x1", Chain.of(new Tanh(), new Linear(4, 3)), "x0")
                .node("x2", Chain.of(new Tanh(), new Linear(3, 3)), "x1")
                .output("x3", Chain.of(new Tanh(), new Linear(3, 2)), new SquaredError(), "x2")
                .build();
    }

    private static int first(int layer) {
        int first = 0;
        for (int i = 0; i < layer; i++) {
            first += LAYERS[i];
        }
        return first;
    }

    /** Copies the graph's blocks below its diagonal into the layers. */
    private static void copyBlocks(Parameters graph, Parameters layers) {
        for (int layer = 1; layer < LAYERS.length; layer++) {
            layers.get("x" + layer + ".weight").copyInPlace(block(graph, layer));
            layers.get("x" + layer + ".bias").copyInPlace(bias(graph, layer));
        }
    }

    private static Tensor block(Parameters graph, int layer) {
        return graph.get("energy.weight")
                .narrow(0, first(layer), LAYERS[layer])
                .narrow(1, first(layer - 1), LAYERS[layer - 1])
                .copy();
    }

    private static Tensor bias(Parameters graph, int layer) {
        return graph.get("energy.bias").narrow(0, first(layer), LAYERS[layer]).copy();
    }

    /** The strictly block-triangular graph learns what the layered network learns, update by update. */
    @Test
    void withABlockTriangularMaskAGraphLearnsAndAnswersAsTheLayeredNetwork() {
        PcGraph graph = graph(Connections.layered(LAYERS), IL.withSteps(3000));
        Network network = layered();
        Parameters ofGraph = graph.network().initialize(SEED, DType.FLOAT64);
        Parameters ofLayers = network.initialize(SEED, DType.FLOAT64);
        copyBlocks(ofGraph, ofLayers);
        Tensor x = SEED.derive("x").normal(DType.FLOAT64, Shape.of(6, 4), 0, 1);
        Tensor y = SEED.derive("y").normal(DType.FLOAT64, Shape.of(6, 2), 0, 1);
        try (Sgd one = new Sgd(0.1);
                Sgd other = new Sgd(0.1)) {
            Learner learner = new Rule.Scheduled(IL)
                    .learner(
                            graph.network(),
                            graph.ends().clamping(graph.network()),
                            ofGraph,
                            new Projected(one, graph.projection().orElseThrow()),
                            SEED);
            Learner layers = new PredictiveCoding(network, ofLayers, other, IL, SEED);
            for (int update = 0; update < 30; update++) {
                learner.update(graph.ends().clamps(graph.network(), x, y, DType.FLOAT64));
                layers.update(Clamps.of(network, x, y));
            }
        }
        double[] all = ofGraph.get("energy.weight").toDoubles();
        for (int i = 0; i < all.length; i++) {
            assertThat(graph.connections().reads(i / 12, i % 12) || all[i] == 0).isTrue();
        }
        for (int layer = 1; layer < LAYERS.length; layer++) {
            assertThat(block(ofGraph, layer).toDoubles())
                    .containsExactly(ofLayers.get("x" + layer + ".weight").toDoubles(), within(1e-12));
            assertThat(bias(ofGraph, layer).toDoubles())
                    .containsExactly(ofLayers.get("x" + layer + ".bias").toDoubles(), within(1e-12));
        }
        try (Passes passes = Passes.evaluating(ofLayers);
                Tensor answer = graph.predict(ofGraph, x)) {
            double[] forward = network.forward(ofLayers.tensors(), List.of(x), passes)
                    .get(3)
                    .value()
                    .toDoubles();
            assertThat(answer.toDoubles()).containsExactly(forward, within(1e-12));
        }
    }

    /** Two samples and their labels, learned by a graph in which all read all, are told, made and completed from it. */
    @Test
    void oneTrainedGraphClassifiesGeneratesAndCompletes() {
        Schedule asking = IL.withGamma(0.2).withSteps(400);
        PcGraph graph = graph(Connections.all(12), asking);
        Tensor x = Tensor.of(DType.FLOAT64, Shape.of(2, 4), 1, 1, -1, -1, -1, 1, 1, -1);
        Tensor y = Tensor.of(DType.FLOAT64, Shape.of(2, 2), 1, 0, 0, 1);
        try (Parameters parameters = graph.network().initialize(SEED, DType.FLOAT64);
                Adam adam = new Adam(0.01)) {
            Learner learner = new Rule.Scheduled(IL)
                    .learner(
                            graph.network(),
                            graph.ends().clamping(graph.network()),
                            parameters,
                            new Projected(adam, graph.projection().orElseThrow()),
                            SEED);
            for (int update = 0; update < 400; update++) {
                learner.update(graph.ends().clamps(graph.network(), x, y, DType.FLOAT64));
            }
            assertThat(graph.predict(parameters, x).toDoubles()).containsExactly(y.toDoubles(), within(0.1));
            assertThat(graph.generate(parameters, y, SEED).toDoubles()).containsExactly(x.toDoubles(), within(0.15));
            Tensor mask = Tensor.of(DType.FLOAT64, Shape.of(2, 4), 1, 1, 0, 0, 1, 1, 0, 0);
            assertThat(graph.complete(parameters, x, mask, SEED).toDoubles())
                    .containsExactly(x.toDoubles(), within(0.15));
            assertThat(graph.reconstruct(parameters, x).toDoubles()).containsExactly(x.toDoubles(), within(0.15));
        }
    }

    @Test
    void aGraphWhosePixelsReadNobodyIsAskedForLabelsAlone() {
        PcGraph graph = graph(Connections.layered(LAYERS), IL);
        assertThat(graph.abilities()).containsExactly(Ability.PREDICT);
        Parameters parameters = graph.network().initialize(SEED, DType.FLOAT64);
        Tensor y = Tensor.full(DType.FLOAT64, Shape.of(1, 2), 0);
        assertThatThrownBy(() -> graph.generate(parameters, y, SEED))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("this network cannot generate, expected one of [predict]");
    }

    @Test
    void connectionsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Connections.all(1)).hasMessage("a graph has 2 units at least, not 1");
        assertThatThrownBy(() -> Connections.layered(3, 0))
                .hasMessage("layers are at least 2, of a unit at least each, not [3, 0]");
        assertThatThrownBy(() -> Connections.of(new boolean[][] {{true}, {true, false}}))
                .hasMessage("connections are a square, not 2 rows, one of them of 1");
        assertThatThrownBy(() -> new PcGraph(Connections.all(5), 4, 2, new Tanh(), Initializer.zeros(), IL, 0))
                .hasMessage("of 5 units 4 cannot hold a sample and 2 a target");
    }
}
