package org.pcn4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pcn4j.Fixtures;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Embedding;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Linear;
import org.pcn4j.function.MaskedUpdate;
import org.pcn4j.function.MaxPool2d;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.function.Prediction;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.Backpropagation;
import org.pcn4j.learning.PredictiveCoding;
import org.pcn4j.learning.Sgd;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

class NetworkTest {
    private static final Energy LOSS = new CrossEntropy();

    private static NetworkBuilder builder() {
        return Network.builder().input("x", Shape.of(4)).node("a", new Linear(4, 3), "x");
    }

    @Test
    void shapesThatDoNotFitAreRefusedByNodeWithWhatWasExpectedAndFound() {
        assertThatThrownBy(() -> builder().node("b", new Linear(5, 2), "a"))
                .isInstanceOf(NetworkException.class)
                .hasMessage("node 'b': linear(5 → 2) expects [5], got [3] from 'a'");
        assertThatThrownBy(() -> builder().node("b", Sum.ofInputs(2), "a", "x"))
                .hasMessage(
                        "node 'b': (identity + identity) expects terms of one shape, got [3] and [4] from 'a', 'x'");
        assertThatThrownBy(() -> builder().node("b", Sum.ofInputs(3), "a", "a"))
                .hasMessage("node 'b': (identity + identity + identity) expects 3 inputs, got 2 from 'a', 'a'");
        assertThatThrownBy(() -> builder().node("b", new Tanh(), "a", "a"))
                .hasMessage("node 'b': tanh expects one input, got 2 from 'a', 'a'");
        NetworkBuilder image = Network.builder().input("x", Shape.of(3, 5, 5));
        assertThatThrownBy(() -> image.node("c", new Conv2d(1, 2, 3), "x"))
                .hasMessage("node 'c': conv2d(1 → 2, 3×3) expects [1, H, W], got [3, 5, 5] from 'x'");
        assertThatThrownBy(() -> image.node("d", new Conv2d(3, 2, 7), "x"))
                .hasMessage(
                        "node 'd': conv2d(3 → 2, 7×7) has a kernel larger than its padded input [3, 5, 5] from 'x'");
        assertThatThrownBy(() -> image.node("e", new MaxPool2d(6), "x"))
                .hasMessage("node 'e': maxPool2d(6×6) has a window larger than its padded input [3, 5, 5] from 'x'");
    }

    @Test
    void aGraphThatMakesNoSenseIsRefusedByName() {
        assertThatThrownBy(() -> builder().node("a", new Tanh(), "x")).hasMessage("the name 'a' is used twice");
        assertThatThrownBy(() -> builder().node(" ", new Tanh(), "x")).hasMessage("a node's name must not be blank");
        assertThatThrownBy(() -> builder().node("b", new Tanh(), "c").build())
                .hasMessage("node 'b': there is no parent 'c' among [x, a, b]");
        assertThatThrownBy(() -> builder()
                        .node("b", Sum.ofInputs(2), "a", "d")
                        .node("c", new Tanh(), "b")
                        .node("d", new Tanh(), "c")
                        .output("y", new Identity(), LOSS, "d")
                        .build())
                .hasMessage("the nodes b → c → d → b form a cycle");
        assertThatThrownBy(
                        () -> builder().output("y", new Identity(), LOSS, "a").node("z", new Tanh(), "y"))
                .hasMessage("node 'z': the output 'y' cannot be a parent; give an identity node the loss instead");
        assertThatThrownBy(() -> builder().build()).hasMessage("the network has no output");
        assertThatThrownBy(() -> builder()
                        .node("b", new Tanh(), "a")
                        .output("y", new Identity(), LOSS, "a")
                        .build())
                .hasMessage("node 'b' reaches no output");
        assertThatThrownBy(() -> builder().sharedNode("b", "a", new Linear(3, 4), "a"))
                .hasMessage("node 'b': the group 'a' shares the parameters [a.weight [3, 4], a.bias [3]], "
                        + "got [a.weight [4, 3], a.bias [4]]");
        assertThatThrownBy(() ->
                        builder().sharedNode("b", "g", new Linear(3, 3), "a").node("g", new Linear(3, 3), "b"))
                .hasMessage(
                        "node 'g': there is a group 'g' already; a node of another name, or a shared one, is wanted");
        assertThatThrownBy(() -> builder()
                        .node("b.c", new Linear(3, 3), "a")
                        .node("b", Sum.of(new Sum.Term("c", new Linear(3, 3))), "a"))
                .hasMessage("node 'b': there is a parameter 'b.c.weight' already");
        assertThatThrownBy(() -> builder().node("b", new Tanh()))
                .isInstanceOf(NetworkException.class)
                .hasMessage("node 'b' has no parents: name what tanh reads, or add a root instead, an input or a"
                        + " constant");
        assertThatThrownBy(() -> builder().output("y", Sum.ofInputs(1), LOSS))
                .hasMessageStartingWith("node 'y' has no parents: name what (identity) reads");
        assertThatThrownBy(() -> builder().node("b", new Tanh(), "c").node("b", new Tanh(), "c"))
                .hasMessage("the name 'b' is used twice");
        Network network = builder().output("y", new Identity(), LOSS, "a").build();
        assertThatThrownBy(() -> network.node("b"))
                .hasMessageStartingWith("the network has no node 'b', expected one of [");
    }

    @Test
    void classLabelsOfAnOutputThatIsNoListOfClassesAreRefusedWhenTheNetworkIsBuilt() {
        NetworkBuilder images = Network.builder().input("x", Shape.of(3, 5, 5)).node("c", new Conv2d(3, 2, 3), "x");
        for (Energy loss : List.of(LOSS, LOSS.weighted(0.5))) {
            assertThatThrownBy(() -> images.output("y", new Identity(), loss, "c"))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("output 'y': class labels need an output of [classes] or [T, classes], got [2, 3, 3]");
        }
    }

    @Test
    void holdingAStateOverNumbersIsRefusedWithoutSpeakingOfAVocabulary() {
        assertThatThrownBy(() -> builder().node("h", new MaskedUpdate(0), "x", "a", "a"))
                .hasMessage("node 'h': hold(0) expects tokens as input 1, got numbers from 'x'");
    }

    @Test
    void parametersStandInTheOrderInWhichTheirNodesWereAddedWhateverTheOrderOfTheirParents() {
        Network network = Network.builder()
                .input("x", Shape.of(3))
                .node("late", new Linear(3, 3), "c")
                .sharedNode("b", "g", new Linear(3, 3), "late")
                .tie("d.weight", "late.weight")
                .tie("c.weight", "g.weight")
                .node("d", new Linear(3, 3), "b")
                .output("y", new Linear(3, 2), LOSS, "e")
                .sharedNode("e", "g", new Linear(3, 3), "d")
                .node("c", new Linear(3, 3), "x")
                .build();
        assertThat(network.nodes().stream().map(Node::name)).containsExactly("x", "c", "late", "b", "d", "e", "y");
        assertThat(network.parameters().stream().map(ParameterSpec::name))
                .containsExactly(
                        "late.weight", "late.bias", "g.weight", "g.bias", "d.bias", "y.weight", "y.bias", "c.bias");
        assertThat(network.node("d").parameters()).containsExactly(0, 4);
        assertThat(network.node("c").parameters()).containsExactly(2, 7);
        assertThat(network.node("e").parameters()).containsExactly(2, 3);
        try (TensorScope scope = new TensorScope();
                Parameters zil = network.initialize(new Seed(1), DType.FLOAT32);
                Parameters bp = zil.copy()) {
            Seed seed = new Seed(2);
            Clamps clamps = Fixtures.random(network, seed, DType.FLOAT32, 4);
            new PredictiveCoding(network, zil, new Sgd(0.1), ZeroDivergence.schedule(), seed).update(clamps);
            new Backpropagation(network, bp, new Sgd(0.1), seed).update(clamps);
            assertThat(Divergence.between(bp, zil).all().bitwiseEqual()).isTrue();
        }
    }

    @Test
    void aLateralEdgeThatItsNodeDoesNotReadIsRefused() {
        assertThatThrownBy(() -> Network.builder()
                        .input("x", Shape.of(3))
                        .lateral("h", "q", Shape.of(3))
                        .node("h", new Linear(3, 3), "x")
                        .output("y", new Identity(), LOSS, "h")
                        .build())
                .hasMessage("node 'h' was to read 'q' along a lateral edge, but has no such parent: name it among its"
                        + " parents");
    }

    @Test
    void anOutputThatNoInputReachesIsPredictedFromConstantsAlone() {
        Network memory = Network.builder()
                .constant("c", Shape.of(1), 1)
                .node("b", new Linear(1, 3), "c")
                .output("z", new Identity(), LOSS, "b")
                .build();
        assertThat(memory.inputs()).isEmpty();
        assertThat(memory.outputs()).hasSize(1);
        Network joined = builder()
                .constant("c", Shape.of(3), 1)
                .node("b", new Linear(3, 3), "c")
                .output("z", Sum.ofInputs(2), LOSS, "a", "b")
                .build();
        assertThat(joined.inputs()).hasSize(1);
    }

    @Test
    void tiesThatMakeNoSenseAreRefusedAndOthersAddNoParameter() {
        assertThatThrownBy(() -> builder().tie("b.weight", "c.weight"))
                .hasMessage("'b.weight' cannot be tied to 'c.weight': there is none among [a.weight, a.bias]");
        assertThatThrownBy(() -> builder().node("b", new Linear(3, 3), "a").tie("b.weight", "a.weight"))
                .hasMessage(
                        "'b.weight' cannot be tied to 'a.weight' any more: ties are made before their node is added");
        assertThatThrownBy(() -> builder().tie("b.weight", "a.weight").node("b", new Linear(3, 3), "a"))
                .hasMessage("node 'b': 'b.weight' of shape [3, 3] cannot be tied to 'a.weight' of shape [3, 4]");
        assertThatThrownBy(() -> builder()
                        .tie("b.weigth", "a.weight")
                        .output("y", new Identity(), LOSS, "a")
                        .build())
                .hasMessage("no node has the parameters [b.weigth] that were to be tied");
        Network tied = builder()
                .node("b", new Linear(3, 3), "a")
                .tie("y.weight", "b.weight")
                .output("y", new Linear(3, 3), LOSS, "b")
                .build();
        assertThat(tied.parameters().stream().map(ParameterSpec::name))
                .containsExactly("a.weight", "a.bias", "b.weight", "b.bias", "y.bias");
        assertThat(tied.node("y").parameters().get(0))
                .isEqualTo(tied.node("b").parameters().get(0));
    }

    @Test
    void functionsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new Linear(0, 3)).hasMessage("linear's sizes must be at least 1, not 0 → 3");
        assertThatThrownBy(() -> new Conv2d(3, 4, Pair.of(3), new ConvGeometry(Pair.of(1), Pair.of(0), Pair.of(1), 2)))
                .hasMessage("conv2d's channels 3 → 4 must be multiples of its groups, 2");
        assertThatThrownBy(() -> new ConvGeometry(Pair.of(0), Pair.of(0), Pair.of(1), 1))
                .hasMessage("stride must be at least 1, not 0×0");
        assertThatThrownBy(() -> new Transformer(2, 10, 3))
                .hasMessage("a transformer's width must be a multiple of its heads, both at least 1, not width 10 and 3"
                        + " heads");
        assertThatThrownBy(() -> new Transformer(0, 12, 3)).hasMessage("a transformer needs a block at least, not 0");
        assertThatThrownBy(() -> Chain.of()).hasMessage("a chain needs at least one function");
        assertThatThrownBy(() -> RecurrentBuilder.of(Shape.of(0, 3)))
                .hasMessage("a recurrent network expects samples of [steps, …] with a step at least, got [0, 3]");
    }

    @Test
    void levelsAreTheLongestPathsToAnOutput() {
        Network network = Fixtures.residual(LOSS);
        assertThat(network.nodes().stream()
                        .map(node -> node.name() + network.level(node.index()))
                        .toList())
                .containsExactly("x6", "a5", "b4", "c3", "d2", "e1", "y0");
        assertThat(network.depth()).isEqualTo(5);
    }

    @Test
    void levellingDelaysEveryEdgeThatSkipsLevelsAndNoOther() {
        Network network = Fixtures.residual(LOSS);
        Network levelled = network.levelled();
        for (Node node : levelled.nodes()) {
            for (int parent : node.parents()) {
                if (!levelled.node(parent).isRoot()) {
                    assertThat(levelled.level(parent)).isEqualTo(levelled.level(node.index()) + 1);
                }
            }
        }
        // a → d skips two levels, twice; b → e skips two.
        assertThat(levelled.nodes().stream().filter(Node::isDelay)).hasSize(6);
        assertThat(levelled.parameters()).isEqualTo(network.parameters());
        assertThat(levelled.levelled()).isSameAs(levelled);
        Network sequential = Fixtures.model("mlp", LOSS);
        assertThat(sequential.levelled()).isSameAs(sequential);
    }

    @Test
    void bothConventionsCanBeExpressedAndComputeWhatTheySay() {
        Network papers = new SequentialBuilder(Shape.of(4))
                .layer("a", new Tanh(), new Linear(4, 3))
                .output("y", LOSS, new Tanh(), new Linear(3, 2));
        Network torch = new SequentialBuilder(Shape.of(4))
                .layer("a", new Linear(4, 3), new Tanh())
                .output("y", LOSS, new Linear(3, 2));
        try (TensorScope scope = new TensorScope();
                Parameters parameters = papers.initialize(new Seed(1), DType.FLOAT64);
                Passes ofPapers = Passes.evaluating(parameters);
                Passes ofTorch = Passes.evaluating(parameters)) {
            Tensor x = new Seed(2).normal(DType.FLOAT64, Shape.of(5, 4), 0, 1);
            Tensor tanhX = org.pcn4j.tensor.ActivationKernels.tanh(x);
            List<Prediction> first = papers.forward(parameters.tensors(), List.of(x), ofPapers);
            List<Prediction> second = torch.forward(parameters.tensors(), List.of(tanhX), ofTorch);
            assertThat(first.get(2).value().isEqualTo(second.get(2).value())).isTrue();
            assertThat(first.get(1).value().isEqualTo(second.get(1).value())).isFalse();
        }
    }

    @Test
    void tiedParametersAreKnownByTheirOtherNamesToo() {
        Network network = Network.builder()
                .input("x", Shape.of(3))
                .node("a", new Linear(3, 3), "x")
                .node("b", new Linear(3, 3), "a")
                .tie("y.weight", "a.weight")
                .output("y", Chain.of(Sum.ofInputs(2), new Linear(3, 3)), LOSS, "a", "b")
                .build();
        Map<String, String> ties = Map.of("y.weight", "a.weight");
        assertThat(network.ties()).isEqualTo(ties);
        assertThat(network.levelled().nodes()).hasSize(5);
        assertThat(network.levelled().ties()).isEqualTo(ties);
    }

    @Test
    void sharedParametersStandOnce() {
        Network rnn = Models.rnn(Shape.of(28, 28), 128, 10, LOSS);
        assertThat(rnn.parameters()).hasSize(5);
        assertThat(rnn.parameterCount()).isEqualTo(28 * 128 + 128 + 128 * 128 + 128 * 10 + 10);
        assertThat(rnn.nodes()).hasSize(31);
    }

    @Test
    void theSameSeedDrawsTheSameParametersInBothTypes() {
        Network network = Fixtures.model("cnn", LOSS);
        try (TensorScope scope = new TensorScope()) {
            Parameters first = network.initialize(new Seed(3), DType.FLOAT32);
            Parameters again = network.initialize(new Seed(3), DType.FLOAT32);
            Parameters other = network.initialize(new Seed(4), DType.FLOAT32);
            Parameters wide = network.initialize(new Seed(3), DType.FLOAT64);
            for (int i = 0; i < first.tensors().size(); i++) {
                ParameterSpec spec = first.specs().get(i);
                Tensor drawn = first.tensors().get(i);
                assertThat(drawn.shape()).isEqualTo(spec.shape());
                assertThat(drawn.isEqualTo(again.get(spec.name()))).isTrue();
                assertThat(drawn.isEqualTo(other.get(spec.name()))).isFalse();
                assertThat(drawn.isEqualTo(wide.to(DType.FLOAT32).get(spec.name())))
                        .isTrue();
            }
            assertThat(first.dtype()).isEqualTo(DType.FLOAT32);
            assertThatThrownBy(() -> first.get("fc9.weight"))
                    .hasMessageStartingWith("there is no parameter 'fc9.weight'");
        }
    }

    @Test
    void aNetworkPrintsAsATable() {
        assertThat(Models.mlp(Shape.of(1, 2, 2), List.of(3), new Tanh(), 2, LOSS)
                        .toString())
                .isEqualTo("""
                        node  level  function                        parents  shape      parameters
                        x     2      input of numbers                         [1, 2, 2]
                        fc1   1      flatten · linear(4 → 3) · tanh  x        [3]        fc1.weight, fc1.bias
                        out   0      linear(3 → 2), cross-entropy    fc1      [2]        out.weight, out.bias
                        """);
        assertThat(Network.builder()
                        .tokens("x", Shape.of(3), 59)
                        .node("e", new Embedding(59, 2), "x")
                        .constant("c", Shape.of(3, 2), 0)
                        .output("y", Sum.ofInputs(2), new SquaredError().weighted(0.3), "e", "c")
                        .build()
                        .toString())
                .isEqualTo("""
                        node  level  function                                    parents  shape   parameters
                        x     2      input of tokens of a vocabulary of 59                [3]
                        e     1      embedding(59 → 2)                           x        [3, 2]  e.weight
                        c     1      constant 0.0                                         [3, 2]
                        y     0      (identity + identity), 0.3 · squared error  e, c     [3, 2]
                        """);
    }
}
