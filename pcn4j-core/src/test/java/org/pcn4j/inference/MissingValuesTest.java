package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Inference;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.State;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.PredictiveCoding;
import org.pcn4j.learning.Sgd;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** What a mask leaves out may hold anything, and what is handed in is read or refused. */
class MissingValuesTest {
    private static final Seed SEED = new Seed(5);
    private static final Network NETWORK = Network.builder()
            .input("x", Shape.of(3))
            .node("h", new Linear(3, 4), "x")
            .output("y", new Linear(4, 3), new SquaredError(), "h")
            .build();
    private static final Schedule IL = InferenceLearning.schedule(6, 0.1);

    private static Tensor row(double... numbers) {
        return Tensor.of(DType.FLOAT64, Shape.of(1, numbers.length), numbers);
    }

    private static double[] settled(Clamping clamping, Clamps clamps) {
        Inference inference = new Inference(
                NETWORK, clamping, IL, Set.of(new Observation.FinalValue("h"), new Observation.Energies()));
        try (TensorScope scope = new TensorScope();
                Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT64);
                Outcome outcome = inference.settle(parameters, clamps)) {
            assertThat(outcome.energy(6)).isFinite();
            return outcome.value("h").toDoubles();
        }
    }

    @Test
    void aTargetThatWeighsNothingMayBeMissing() {
        try (TensorScope scope = new TensorScope()) {
            Clamping clamping = Clamping.ofEnds().masked("y");
            Clamps clamps = Clamps.none().with("x", row(1, 2, 3));
            double[] missing = settled(clamping, clamps.with("y", row(1, 2, Double.NaN), row(1, 1, 0)));
            assertThat(missing).containsExactly(settled(clamping, clamps.with("y", row(1, 2, 0), row(1, 1, 0))));
        }
    }

    @Test
    void anInnerValueThatIsFreeMayBeMissing() {
        try (TensorScope scope = new TensorScope()) {
            Clamping clamping = Clamping.ofEnds().masked("h");
            Clamps clamps = Clamps.none().with("x", row(1, 2, 3)).with("y", row(0, 1, 0));
            double[] missing = settled(clamping, clamps.with("h", row(1, Double.NaN, 1, 1), row(1, 0, 1, 1)));
            assertThat(missing).containsExactly(settled(clamping, clamps.with("h", row(1, 7, 1, 1), row(1, 0, 1, 1))));
        }
    }

    @Test
    void aRootThatWouldBeginAtAMissingValueIsRefusedAndSoAreWeightsBelowZero() {
        try (TensorScope scope = new TensorScope()) {
            Clamps clamps = Clamps.none().with("y", row(0, 1, 0));
            assertThatThrownBy(() -> settled(
                            Clamping.ofEnds().masked("x"), clamps.with("x", row(1, 2, Double.NaN), row(1, 1, 0))))
                    .hasMessage(
                            "input 'x' is free where its value is NaN or infinite: expected a finite number to begin"
                                    + " at, such as 0");
            assertThatThrownBy(() -> settled(
                            Clamping.ofEnds().masked("y"),
                            Clamps.none().with("x", row(1, 2, 3)).with("y", row(0, 1, 0), row(1, -2, 0))))
                    .hasMessage("output 'y' expects weights that are finite and at least 0, got -2.0");
        }
    }

    @Test
    void aStateThatNobodyReadsIsRefused() {
        Inference inference = new Inference(NETWORK, Clamping.ofEnds(), IL, Set.of(new Observation.FinalState()));
        try (TensorScope scope = new TensorScope();
                Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT64)) {
            Clamps clamps = Clamps.of(NETWORK, row(1, 2, 3), row(0, 1, 0));
            State state = State.of(Map.of("h", row(1, 2, 3, 4)));
            assertThatThrownBy(() -> inference.settle(parameters, clamps, state, SEED))
                    .hasMessage("the state of [h] is read by nobody: the schedule il begins otherwise, expected"
                            + " Start.Given or Start.Carried");
            try (Parameters same = parameters.copy();
                    Sgd sgd = new Sgd(0.1)) {
                assertThatThrownBy(
                                () -> new PredictiveCoding(NETWORK, same, sgd, IL.withStart(new Start.Carried()), SEED))
                        .hasMessage(
                                "the schedule il begins from a state, and a learner hands none in: run its plan by an"
                                        + " Executor");
            }
        }
    }

    @Test
    void aStateThatIsTakenOutlivesItsOutcome() {
        Inference inference = new Inference(NETWORK, Clamping.ofEnds(), IL, Set.of(new Observation.FinalState()));
        try (TensorScope scope = new TensorScope();
                Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT64)) {
            Clamps clamps = Clamps.of(NETWORK, row(1, 2, 3), row(0, 1, 0));
            State state;
            try (Outcome outcome = inference.settle(parameters, clamps)) {
                state = outcome.takeState();
            }
            try (state) {
                assertThat(state.value("h").orElseThrow().toDoubles()).hasSize(4);
            }
        }
    }
}
