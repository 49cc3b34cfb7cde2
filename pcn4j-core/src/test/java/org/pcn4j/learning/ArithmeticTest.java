package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcn4j.analysis.EnergyTrace;
import org.pcn4j.analysis.InferenceTrace;
import org.pcn4j.dense.Kernels;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Backend;
import org.pcn4j.inference.run.Backend.Cause;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.generative.MonteCarloPredictiveCoding;
import org.pcn4j.tensor.Bfloat16;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Device;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

/** Rules in one arithmetic or the other, and what carries them out. */
class ArithmeticTest {
    private static final Seed SEED = new Seed(16);
    private static final Kernels KERNELS = Kernels.scalar();
    private static final Kernels NONE = Kernels.missing("Java was started without them");
    private static final Network DENSE = Models.mlp(Shape.of(5), List.of(8, 6), new Tanh(), 3, new SquaredError());
    private static final Network CONVOLUTIONAL = Models.cnn(Shape.of(1, 12, 12), 3, new CrossEntropy());
    private static final Rule IL = new Rule.Scheduled(InferenceLearning.schedule(4, 0.1));
    private static final Rule ZIL = new Rule.Scheduled(ZeroDivergence.schedule());
    private static final Rule BP = new Rule.Backprop();

    /** A rule of one's own. */
    private record OwnRule(List<Schedule> schedules) implements Rule {
        @Override
        public String name() {
            return "own";
        }

        @Override
        public Learner learner(Network network, Parameters parameters, ParameterUpdater updater, Seed noise) {
            return new Backpropagation(network, parameters, updater, noise);
        }
    }

    private static Optional<Backend> backend(Rule rule, Network network, DType dtype, Kernels kernels) {
        return rule.backend(network, Clamping.ofEnds(), dtype, kernels);
    }

    private static Backend of(Rule rule, Network network, DType dtype, Kernels kernels) {
        return backend(rule, network, dtype, kernels).orElseThrow();
    }

    @Test
    void aRuleInAnotherArithmeticIsToldAsItWas() {
        for (Rule rule : List.of(IL, ZIL, BP)) {
            for (Arithmetic arithmetic : List.of(Arithmetic.EXACT, Arithmetic.FUSED)) {
                assertThat(rule.in(arithmetic)).hasToString(rule.toString());
                assertThat(rule.in(arithmetic).name()).isEqualTo(rule.name());
            }
        }
        assertThat(IL.in(Arithmetic.BF16)).hasToString(IL.toString());
        assertThat(IL.in(Arithmetic.FUSED).asSchedule().orElseThrow().arithmetic())
                .contains(Arithmetic.FUSED);
        assertThat(IL.in(Arithmetic.FUSED))
                .isNotEqualTo(IL)
                .isEqualTo(IL.in(Arithmetic.EXACT).in(Arithmetic.FUSED));
    }

    @Test
    void fusedBackpropagationIsTheScheduleOfZilAndNoReference() {
        Rule fused = BP.in(Arithmetic.FUSED);
        assertThat(fused.isReference()).isFalse();
        assertThat(fused.asSchedule())
                .contains(ZeroDivergence.schedule().withName("bp").withArithmetic(Arithmetic.FUSED));
        assertThat(BP.in(Arithmetic.EXACT)).isEqualTo(BP);
        assertThat(BP.isReference()).isTrue();
        assertThat(BP.asSchedule()).isEmpty();
    }

    @Test
    void fusedBackpropagationLearnsWhatAutogradDoesToRounding() {
        try (Parameters dense = DENSE.initialize(SEED, DType.FLOAT32);
                Parameters reference = DENSE.initialize(SEED, DType.FLOAT32);
                TensorScope scope = new TensorScope()) {
            Clamps clamps = clamps();
            Schedule schedule = BP.in(Arithmetic.FUSED).asSchedule().orElseThrow();
            Plan plan = new Planner(ZeroUpdates.SKIP)
                    .plan(DENSE, Clamping.ofEnds(), schedule, Set.of(new Observation.Loss()));
            Executor executor = new Executor(plan, KERNELS);
            assertThat(executor.backend(DType.FLOAT32, Device.CPU)).hasToString("fused (" + name() + ")");
            executor.run(dense, clamps, new Sgd(0.1), 1.0 / 6, SEED).close();
            double loss = BP.learner(DENSE, reference, new Sgd(0.1), SEED).update(clamps);
            assertThat(loss).isPositive();
            for (int i = 0; i < dense.tensors().size(); i++) {
                double[] found = dense.tensors().get(i).toDoubles();
                double[] expected = reference.tensors().get(i).toDoubles();
                for (int k = 0; k < found.length; k++) {
                    assertThat(found[k]).isCloseTo(expected[k], within(1e-6));
                }
            }
        }
    }

    private static Clamps clamps() {
        return Clamps.of(
                DENSE,
                SEED.derive("x").normal(DType.FLOAT32, Shape.of(6, 5), 0, 1),
                SEED.derive("y").normal(DType.FLOAT32, Shape.of(6, 3), 0, 1));
    }

    private static String name() {
        return KERNELS.kernels().orElseThrow().floats().name();
    }

    @Test
    void fixedPredictionsHaveNoFusedArithmetic() {
        Rule fpa = new Rule.Scheduled(FixedPrediction.schedule(3, 1));
        assertThatThrownBy(() -> fpa.in(Arithmetic.FUSED))
                .hasMessage(
                        "the rule fpa has no fused arithmetic, as its predictions stay fixed: expected exact, or none");
        assertThat(of(fpa.in(Arithmetic.EXACT), DENSE, DType.FLOAT32, KERNELS)).hasToString("exact (as asked)");
        assertThat(of(fpa, DENSE, DType.FLOAT32, KERNELS)).hasToString("exact (the default of fpa)");
    }

    @ParameterizedTest
    @EnumSource(Arithmetic.class)
    void aRuleOfOnesOwnRefusesUnlessItSaysOtherwise(Arithmetic arithmetic) {
        assertThatThrownBy(() -> new OwnRule(List.of()).in(arithmetic))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the rule own does not say how it would be carried out in "
                        + arithmetic.name().toLowerCase(Locale.ROOT) + " arithmetic: expected none");
        assertThat(backend(new OwnRule(List.of()), DENSE, DType.FLOAT32, KERNELS))
                .isEmpty();
    }

    @Test
    void theDefaultIsWhatSuitsEachRule() {
        assertThat(of(IL, DENSE, DType.FLOAT32, KERNELS)).isEqualTo(new Backend(Arithmetic.FUSED, Cause.DENSE, name()));
        assertThat(of(new Rule.Scheduled(IncrementalPredictiveCoding.schedule(4, 0.1)), DENSE, DType.FLOAT32, KERNELS)
                        .arithmetic())
                .isEqualTo(Arithmetic.FUSED);
        assertThat(of(ZIL, DENSE, DType.FLOAT32, KERNELS)).hasToString("exact (the default of z-il)");
        assertThat(of(BP, DENSE, DType.FLOAT32, KERNELS)).hasToString("exact (libtorch's autograd)");
        assertThat(of(ZIL.in(Arithmetic.FUSED), DENSE, DType.FLOAT32, KERNELS).cause())
                .isEqualTo(Cause.DENSE);
        assertThat(of(BP.in(Arithmetic.FUSED), DENSE, DType.FLOAT32, KERNELS).cause())
                .isEqualTo(Cause.DENSE);
        assertThat(of(IL.in(Arithmetic.EXACT), DENSE, DType.FLOAT32, KERNELS).cause())
                .isEqualTo(Cause.ASKED);
    }

    @Test
    void whatKeepsDenseKernelsAwayIsNamed() {
        Backend missing = of(IL, DENSE, DType.FLOAT32, NONE);
        assertThat(missing).hasToString("exact with values left out (Java was started without them)");
        assertThat(missing.notice("il"))
                .hasValueSatisfying(line -> assertThat(line).contains("il", "because Java was started without them"));
        assertThat(of(IL, DENSE, DType.FLOAT64, KERNELS).cause()).isEqualTo(Cause.DENSE);
        Plan plan = new Planner(ZeroUpdates.SKIP)
                .plan(DENSE, Clamping.ofEnds(), IL.asSchedule().orElseThrow(), Set.of(new Observation.Loss()));
        Backend elsewhere = Backend.of(plan, DType.FLOAT64, Device.cuda(0), KERNELS);
        assertThat(elsewhere.cause()).isEqualTo(Cause.NUMBERS);
        assertThat(elsewhere.detail()).endsWith("these are those of cuda:0");
        Backend network = of(IL, CONVOLUTIONAL, DType.FLOAT32, KERNELS);
        assertThat(network.cause()).isEqualTo(Cause.NETWORK);
        assertThat(network.detail()).contains("the function conv2d");
        assertThat(of(IL, CONVOLUTIONAL, DType.FLOAT32, NONE))
                .as("dense kernels would not help")
                .isEqualTo(network);
        assertThat(List.of(elsewhere, network))
                .allMatch(each -> each.notice("il").isEmpty());
    }

    @Test
    void fusedArithmeticThatIsNotToBeHadIsRefused() {
        Plan plan = new Planner(ZeroUpdates.SKIP)
                .plan(
                        DENSE,
                        Clamping.ofEnds(),
                        IL.in(Arithmetic.FUSED).asSchedule().orElseThrow(),
                        Set.of(new Observation.Loss()));
        assertThatThrownBy(() -> new Executor(plan, NONE))
                .hasMessage("the arithmetic of il cannot be fused, because Java was started without them;"
                        + " expected arithmetic: exact, or none");
    }

    @Test
    void rulesThatInferNothingOrLearnOnTheWayHaveNoBfloat16() {
        assertThatThrownBy(() -> BP.in(Arithmetic.BF16))
                .hasMessage("the rule bp has no bf16 arithmetic, as it infers nothing: expected fused, exact, or none");
        assertThatThrownBy(() -> new Rule.Scheduled(FixedPrediction.schedule(3, 1)).in(Arithmetic.BF16))
                .hasMessage(
                        "the rule fpa has no bf16 arithmetic, as its predictions stay fixed: expected exact, or none");
        for (Rule rule : List.of(ZIL, new Rule.Scheduled(IncrementalPredictiveCoding.schedule(4, 0.1)))) {
            assertThatThrownBy(() -> rule.in(Arithmetic.BF16))
                    .hasMessage("the rule " + rule.name() + " has no bf16 arithmetic, as it learns while values move:"
                            + " expected fused, exact, or none");
        }
    }

    @Test
    void bfloat16IsToldWithItsInstructionsOrRefusedWithTheReason() {
        Network wide = Models.mlp(Shape.of(5), List.of(128, 128), new Tanh(), 3, new SquaredError());
        Rule rounded = IL.in(Arithmetic.BF16);
        Backend here = of(rounded, wide, DType.FLOAT32, KERNELS);
        Bfloat16.Found products = Bfloat16.here();
        if (products.reason().isEmpty()) {
            assertThat(here).isEqualTo(new Backend(Arithmetic.BF16, Cause.DENSE, products.name() + "; " + name()));
            assertThat(here.toString()).startsWith("bf16 (oneDNN, ");
        } else {
            assertThat(here).isEqualTo(new Backend(Arithmetic.EXACT, Cause.MISSING, products.missing()));
        }
        Backend narrow = of(rounded, DENSE, DType.FLOAT32, KERNELS);
        assertThat(narrow.refuses(rounded.asSchedule().orElseThrow())).isTrue();
        assertThat(narrow.refusal("il", Arithmetic.BF16))
                .isEqualTo("the arithmetic of il cannot be bf16, because dense kernels have no way to do inference in"
                        + " bf16 where no weight of 128 rows and columns or more is multiplied by twice;"
                        + " expected arithmetic: fused, exact, or none");
        assertThat(of(rounded, wide, DType.FLOAT64, KERNELS).cause()).isEqualTo(Cause.NUMBERS);
        assertThat(of(rounded, CONVOLUTIONAL, DType.FLOAT32, KERNELS).detail()).contains("the function conv2d");
        assertThat(of(rounded, wide, DType.FLOAT32, NONE).cause()).isEqualTo(Cause.MISSING);
    }

    @Test
    void ofSeveralSchedulesTheFirstThatIsNotFusedIsTold() {
        Schedule il = InferenceLearning.schedule(4, 0.1);
        Schedule exact = il.withArithmetic(Arithmetic.EXACT);
        assertThat(of(new OwnRule(List.of(il, exact)), DENSE, DType.FLOAT32, KERNELS)
                        .cause())
                .isEqualTo(Cause.ASKED);
        assertThat(of(new OwnRule(List.of(il, il)), DENSE, DType.FLOAT32, KERNELS)
                        .cause())
                .isEqualTo(Cause.DENSE);
        Rule sampling = new MonteCarloPredictiveCoding(il, new Langevin(0.1, 1), 2, 3);
        assertThat(of(sampling.in(Arithmetic.EXACT), DENSE, DType.FLOAT32, KERNELS)
                        .cause())
                .isEqualTo(Cause.ASKED);
        assertThat(sampling.in(Arithmetic.EXACT)).hasToString(sampling.toString());
    }

    @Test
    void instrumentsLookAtAFusedScheduleWithoutDenseKernels() {
        Schedule asked = IL.in(Arithmetic.FUSED).asSchedule().orElseThrow();
        try (Parameters parameters = DENSE.initialize(SEED, DType.FLOAT32);
                TensorScope scope = new TensorScope()) {
            assertThat(EnergyTrace.of(DENSE, parameters, clamps(), asked, SEED)).hasSize(5);
            assertThat(InferenceTrace.of(DENSE, parameters, clamps(), asked, SEED)
                            .times())
                    .isNotEmpty();
        }
    }
}
