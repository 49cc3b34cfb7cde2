package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.analysis.Accuracy;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.analysis.EnergyTrace;
import org.pcn4j.analysis.TestBatch;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Embedding;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Linear;
import org.pcn4j.function.ShapeException;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Tokens and class labels out of range are refused by node, number and place before anything is computed from them. */
class OutOfRangeTest {
    private static final Seed SEED = new Seed(61);
    private static final int VOCABULARY = 7;
    private static final int CLASSES = 5;
    private static final long[] TOKENS = {0, 1, 2, 3, 4, 6};
    private static final long[] LABELS = {4, 3, 2, 1, 0, 4};

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                Arguments.of(with(TOKENS, 4, 7), LABELS, "input 'tokens': token 7 at [1, 1], expected 0 to 6"),
                Arguments.of(with(TOKENS, 2, -1), LABELS, "input 'tokens': token -1 at [0, 2], expected 0 to 6"),
                Arguments.of(TOKENS, with(LABELS, 0, 5), "output 'out': label 5 at [0, 0], expected 0 to 4"),
                Arguments.of(TOKENS, with(LABELS, 5, -1), "output 'out': label -1 at [1, 2], expected 0 to 4"),
                // libtorch passes over this one: its loss and its derivative would be 0.
                Arguments.of(TOKENS, with(LABELS, 3, -100), "output 'out': label -100 at [1, 0], expected 0 to 4"));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void everyRuleRefusesWhatIsOutOfRangeAndLearnsNothingFromIt(long[] tokens, long[] labels, String message) {
        Network network = network(new CrossEntropy().weighted(0.5));
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT32);
                Parameters before = parameters.copy()) {
            Clamps clamps = Clamps.of(network, tensor(tokens), tensor(labels));
            for (Learner learner : List.of(
                    new Backpropagation(network, parameters, new Sgd(0.1), SEED),
                    new PredictiveCoding(network, parameters, new Sgd(0.1), ZeroDivergence.schedule(), SEED),
                    new PredictiveCoding(network, parameters, new Sgd(0.1), FixedPrediction.schedule(3, 1), SEED))) {
                refused(() -> learner.update(clamps), message);
            }
            refused(
                    () -> EnergyTrace.of(network, parameters, clamps, InferenceLearning.schedule(3, 0.1), SEED),
                    message);
            assertThat(Divergence.between(before, parameters).all().bitwiseEqual())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void accuracyRefusesWhatIsOutOfRangeWhateverTheLoss(long[] tokens, long[] labels, String message) {
        for (Energy loss : List.of(new CrossEntropy(), new SquaredError())) {
            Network network = network(loss);
            try (TensorScope scope = new TensorScope();
                    Parameters parameters = network.initialize(SEED, DType.FLOAT32)) {
                List<TestBatch> good = List.of(TestBatch.of(tensor(TOKENS), tensor(LABELS)));
                assertThat(Accuracy.of(network, parameters, good)).isBetween(0.0, 1.0);
                List<TestBatch> bad = List.of(TestBatch.of(tensor(tokens), tensor(labels)));
                refused(() -> Accuracy.of(network, parameters, bad), message);
            }
        }
    }

    @Test
    void accuracyRefusesLabelsThatAreNotOneAnAnswer() {
        Network network = network(new SquaredError());
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT32)) {
            Tensor few = Tensor.of(Shape.of(2), new long[] {0, 1});
            refused(
                    () -> Accuracy.of(network, parameters, List.of(TestBatch.of(tensor(TOKENS), few))),
                    "output 'out': expected class labels, int64 [2, 3], got int64 [2]");
        }
    }

    @Test
    void squaredErrorMakesNoTargetsOfLabelsOutOfRange() {
        try (TensorScope scope = new TensorScope()) {
            refused(
                    () -> new SquaredError().targets(tensor(with(LABELS, 4, 5)), Shape.of(3, CLASSES), DType.FLOAT32),
                    "label 5 at [1, 1], expected 0 to 4");
        }
    }

    @Test
    void aBatchWithoutTargetsIsRefusedByEveryRule() {
        Network network = network(new CrossEntropy());
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT32)) {
            Clamps clamps = Clamps.none().with("tokens", tensor(TOKENS));
            for (Learner learner : List.of(
                    new Backpropagation(network, parameters, new Sgd(0.1), SEED),
                    new PredictiveCoding(network, parameters, new Sgd(0.1), ZeroDivergence.schedule(), SEED))) {
                refused(
                        () -> learner.update(clamps),
                        "output 'out' is clamped to nothing, expected a target of B samples");
            }
        }
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(ShapeException.class).hasMessage(message);
    }

    private static Network network(Energy loss) {
        return Network.builder()
                .tokens("tokens", Shape.of(3), VOCABULARY)
                .node("embedding", new Embedding(VOCABULARY, 4), "tokens")
                .output("out", new Linear(4, CLASSES), loss, "embedding")
                .build();
    }

    private static Tensor tensor(long[] numbers) {
        return Tensor.of(Shape.of(2, 3), numbers);
    }

    private static long[] with(long[] numbers, int index, long number) {
        long[] changed = numbers.clone();
        changed[index] = number;
        return changed;
    }
}
