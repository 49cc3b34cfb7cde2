package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.Fixtures;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.inference.plan.Block;
import org.pcn4j.inference.plan.Instruction;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Parameters that are moved in one call: each as if it were moved alone. */
class MovedTogetherTest {
    private static final Seed SEED = new Seed(57);

    /** A power of two, by which the kernel scales itself, and another number. */
    private static final List<Double> SCALES = List.of(1.0, 1.0 / 128, 1.0 / 3);

    static Stream<Arguments> optimizers() {
        return Stream.of(DType.FLOAT32, DType.FLOAT64)
                .flatMap(dtype -> Stream.of(
                        Arguments.of((Supplier<Optimizer>) () -> new Adam(0.01, 0.8, 0.99, 1e-6, 0.1).fused(), dtype),
                        Arguments.of((Supplier<Optimizer>) () -> new AdamW(0.01).fused(), dtype),
                        Arguments.of((Supplier<Optimizer>) () -> new Adam(0.01), dtype),
                        Arguments.of((Supplier<Optimizer>) () -> new Sgd(0.01, 0.9, 0), dtype)));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void parametersThatMoveTogetherHaveTheBitsOfThoseThatMoveAlone(Supplier<Optimizer> make, DType dtype) {
        try (TensorScope scope = new TensorScope();
                Fixtures.Restored threads = Fixtures.threads("mlp", 1);
                Optimizer alone = make.get();
                Optimizer together = make.get()) {
            // Of one piece, of several, and one whose updates lie in another order.
            List<Shape> shapes = List.of(Shape.of(7), Shape.of(70_001), Shape.of(5, 3));
            List<Tensor> one = shapes.stream()
                    .map(shape -> SEED.normal(dtype, shape, 0, 1))
                    .toList();
            List<Tensor> other = one.stream().map(Tensor::copy).toList();
            for (int step = 0; step < 6; step++) {
                double scale = SCALES.get(step % SCALES.size());
                List<ParameterUpdater.Piece> pieces = new ArrayList<>();
                for (int i = step == 3 ? 1 : 0; i < shapes.size(); i++) {
                    Tensor delta = delta(step, i, dtype, shapes.get(i));
                    Tensor scaled = scale == 1 ? delta.copy() : delta.mul(scale);
                    alone.update("p" + i, one.get(i), scaled);
                    ParameterUpdater.UpdateStep moving = together.prepareStep("p" + i, other.get(i), delta);
                    for (int piece = 0; piece < moving.pieces(); piece++) {
                        Tensor part =
                                moving.pieces() == 1 ? delta : delta.pieces().get(piece);
                        pieces.add(new ParameterUpdater.Piece(moving, piece, part));
                    }
                }
                together.move(pieces, scale);
                for (int i = 0; i < shapes.size(); i++) {
                    assertThat(other.get(i).isEqualTo(one.get(i)))
                            .as("parameter %d, step %d", i, step)
                            .isTrue();
                }
            }
        }
    }

    private static Tensor delta(int step, int parameter, DType dtype, Shape shape) {
        Seed seed = SEED.derive(10 * step + parameter + 1);
        return shape.rank() == 2
                ? seed.normal(dtype, Shape.of(shape.size(1), shape.size(0)), 0, 1)
                        .transpose()
                : seed.normal(dtype, shape, 0, 1);
    }

    /** Z-IL learns layer by layer, so that never more than a layer's Δθ stand together. */
    @Test
    void whatATimeLearnsIsHandedOverTogetherAndNothingElse() {
        Network network = Fixtures.small("cnn", new CrossEntropy());
        Plan plan =
                new Planner(ZeroUpdates.SKIP).plan(network, ZeroDivergence.schedule(), Set.of(new Observation.Loss()));
        List<Integer> applied = plan.blocks().stream()
                .map(MovedTogetherTest::applies)
                .filter(count -> count > 0)
                .toList();
        List<Integer> moved = new ArrayList<>();
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT32)) {
            new PredictiveCoding(parameters, recording(moved), plan, SEED)
                    .update(Fixtures.random(network, SEED, DType.FLOAT32, 2));
        }
        assertThat(applied).hasSizeGreaterThan(2);
        assertThat(moved).isEqualTo(applied);
    }

    private static int applies(Block block) {
        return (int) block.instructions().stream()
                .filter(Instruction.Apply.class::isInstance)
                .count();
    }

    private static ParameterUpdater recording(List<Integer> moved) {
        return new ParameterUpdater() {
            @Override
            public void update(String name, Tensor theta, Tensor delta) {
                theta.addInPlace(delta, 0.01);
            }

            @Override
            public void move(List<Piece> pieces, double scale) {
                moved.add(pieces.size());
                ParameterUpdater.super.move(pieces, scale);
            }

            @Override
            public boolean idleAtZero() {
                return true;
            }
        };
    }
}
