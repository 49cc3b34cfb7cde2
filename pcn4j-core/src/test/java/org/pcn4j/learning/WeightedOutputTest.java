package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.Fixtures;
import org.pcn4j.function.Chain;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** What an output's weight does to what is learned. */
class WeightedOutputTest {
    private static final Seed SEED = new Seed(71);
    private static final List<String> OF_BOTH = List.of("a.weight", "a.bias", "b.weight", "b.bias");
    private static final List<String> OF_FIRST = List.of("y.weight", "y.bias");
    private static final List<String> OF_SECOND = List.of("c.weight", "c.bias", "z.weight", "z.bias");

    /** Two outputs: y hangs on b, z on a skip and a layer of its own. */
    private static Network network(Energy first, Energy second) {
        return Network.builder()
                .input("x", Shape.of(6))
                .node("a", Chain.of(new Linear(6, 7), new Tanh()), "x")
                .node("b", Chain.of(new Linear(7, 7), new Tanh()), "a")
                .output("y", new Linear(7, 4), first, "b")
                .node("c", Chain.of(Sum.ofInputs(2), new Linear(7, 7), new Tanh()), "a", "b")
                .output("z", new Linear(7, 4), second, "c")
                .build();
    }

    private static Captured deltas(Rule rule, Network network, DType dtype) {
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, dtype)) {
            Clamps clamps = Fixtures.random(network, SEED, dtype, 3);
            Captured captured = new Captured();
            rule.learner(network, parameters, captured, SEED).update(clamps);
            return captured;
        }
    }

    static Stream<Arguments> rulesAndLosses() {
        return Stream.of(
                        new Rule.Backprop(),
                        new Rule.Scheduled(ZeroDivergence.schedule()),
                        new Rule.Scheduled(FixedPrediction.schedule(6, 1)))
                .flatMap(rule -> Fixtures.LOSSES.stream().map(loss -> Arguments.of(rule, loss)));
    }

    /** Multiplication by a power of two commutes with every rounding. */
    @ParameterizedTest
    @MethodSource("rulesAndLosses")
    void aPowerOfTwoMultipliesEveryDeltaOfThatOutputBitForBitAndNoOther(Rule rule, Energy loss) {
        Energy other = new CrossEntropy();
        try (Captured plain = deltas(rule, network(other, loss), DType.FLOAT32);
                Captured fourfold = deltas(rule, network(other, loss.weighted(4)), DType.FLOAT32);
                Captured quarter = deltas(rule, network(other.weighted(0.25), loss.weighted(0.25)), DType.FLOAT32)) {
            OF_SECOND.forEach(name -> assertMultiplied(name, plain, 4, fourfold));
            OF_FIRST.forEach(name -> assertMultiplied(name, plain, 1, fourfold));
            plain.all().keySet().forEach(name -> assertMultiplied(name, plain, 0.25, quarter));
        }
    }

    @ParameterizedTest
    @MethodSource("rulesAndLosses")
    void anyOtherWeightMultipliesWhatThatOutputTeachesToRounding(Rule rule, Energy loss) {
        Energy other = new SquaredError();
        double w = 0.3;
        try (TensorScope scope = new TensorScope();
                Captured plain = deltas(rule, network(other, loss), DType.FLOAT64);
                Captured once = deltas(rule, network(other, loss.weighted(w)), DType.FLOAT64);
                Captured twice = deltas(rule, network(other, loss.weighted(2 * w)), DType.FLOAT64)) {
            for (String name : OF_SECOND) {
                assertThat(distance(plain.only(name).mul(w), once.only(name)))
                        .as(name)
                        .isLessThan(1e-12);
            }
            for (String name : OF_BOTH) {
                // Δ is first + weight · second, so its slope in the weight is the same between any two weights.
                Tensor slope = plain.only(name).sub(once.only(name)).mul(1 / (1 - w));
                Tensor again = twice.only(name).sub(once.only(name)).mul(1 / w);
                assertThat(distance(slope, again)).as(name).isLessThan(1e-12);
                assertThat(distance(plain.only(name), once.only(name))).as(name).isGreaterThan(1e-4);
            }
        }
    }

    private static void assertMultiplied(String name, Captured plain, double factor, Captured found) {
        try (Tensor expected = plain.only(name).mul(factor)) {
            assertThat(expected.isEqualTo(found.only(name)))
                    .as("%s · %s", factor, name)
                    .isTrue();
        }
    }

    /** The largest absolute difference. */
    private static double distance(Tensor one, Tensor other) {
        try (Tensor difference = one.sub(other)) {
            double most = 0;
            for (double number : difference.toDoubles()) {
                most = Math.max(most, Math.abs(number));
            }
            return most;
        }
    }
}
