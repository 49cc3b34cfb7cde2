package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.pcn4j.inference.GoldenNetsTest.askB;
import static org.pcn4j.inference.GoldenNetsTest.assertFirstDeltas;
import static org.pcn4j.inference.GoldenNetsTest.dataOfB;
import static org.pcn4j.inference.GoldenNetsTest.netB;
import static org.pcn4j.inference.GoldenNetsTest.numbersOfB;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcn4j.inference.schedule.Heun;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.inference.schedule.Weighting;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.WeightedWaves;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.TensorScope;

/** Precisions by level and time, and incremental predictive coding at T times: Qi et al. 2026, Salvatori et al. 2024. */
class WeightingTheoryTest {
    private static final List<String> FROM_THE_OUTPUT = List.of("y.weight", "h2.weight", "h1.weight");

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void spikingPrecisionsWithTheForwardUpdateLearnWhatWasComputedBeforehand(By by) {
        Answer answer = askB(by, WeightedWaves.spiking(0.001, 3, 0.5));
        assertFirstDeltas(answer, 0.021978701089, 0.023046915285, 0.007792351088);
        Answer bp = askB(by, FixedPrediction.schedule(2, 1));
        assertThat(answer.delta("h1.weight")[0] / bp.delta("h1.weight")[0]).isCloseTo(0.12505, within(5e-6));
        assertThat(answer.delta("h2.weight")[0] / bp.delta("h2.weight")[0]).isCloseTo(0.25069, within(5e-6));
    }

    /** A node receives γᵏδ at its time and is pulled back by γ at the next; then nothing moves any more. */
    @ParameterizedTest
    @EnumSource(By.class)
    void withoutAnythingAfterTheSpikeANodeKHopsAboveTheOutputLearnsGammaToTheKTimesOneMinusGammaOfBackpropagation(
            By by) {
        Answer bp = askB(by, FixedPrediction.schedule(2, 1));
        for (double gamma : new double[] {0.2, 0.5, 1}) {
            for (int steps : new int[] {3, 7}) {
                Answer answer = askB(by, WeightedWaves.spiking(0, steps, gamma));
                for (int hops = 0; hops < FROM_THE_OUTPUT.size(); hops++) {
                    String layer = FROM_THE_OUTPUT.get(hops);
                    double part = hops == 0 ? 1 : Math.pow(gamma, hops) * (1 - gamma);
                    double[] expected = Arrays.stream(bp.delta(layer))
                            .map(delta -> part * delta)
                            .toArray();
                    assertThat(answer.delta(layer))
                            .as("%s, gamma %s", layer, gamma)
                            .containsExactly(expected, within(1e-14));
                }
            }
        }
    }

    @Test
    void decayingPrecisionsFadeFromTheirSumAndCountNothingBeforeTheWave() {
        Weighting decaying = new Weighting.Decaying(0.01);
        assertThat(decaying.at(2, 1)).isZero();
        assertThat(decaying.at(2, 2)).isEqualTo(1);
        double sum = 0;
        for (int i = 0; i < 60; i++) {
            sum += Math.exp(-i);
        }
        assertThat(decaying.at(2, 3)).isCloseTo(0.01 * Math.exp(-1) * sum, within(1e-15));
        assertThat(decaying.at(2, 5)).isCloseTo(0.01 * Math.exp(-3) * sum, within(1e-15));
    }

    /** With α = 1 every error counts as soon as it can be there, which is inference learning. */
    @ParameterizedTest
    @EnumSource(By.class)
    void withAlphaOneAChainLearnsAsByInferenceLearning(By by) {
        Answer il = askB(by, InferenceLearning.schedule(9, 0.1));
        Answer waves = askB(by, InferenceLearning.schedule(9, 0.1).withWeighting(new Weighting.Spiking(1)));
        for (String layer : FROM_THE_OUTPUT) {
            assertThat(waves.delta(layer)).containsExactly(il.delta(layer), within(1e-16));
        }
    }

    /** Learning at 0 … T − 1 of one step more is learning at 0 … T, but for a last step of values that nobody learns from. */
    @ParameterizedTest
    @EnumSource(By.class)
    void learningWhileRelaxingLearnsAtTTimes(By by) {
        Network network = netB();
        Parameters parameters = numbersOfB(network);
        Answer answer = by.frames(
                        Question.ofEnds(network, IncrementalPredictiveCoding.whileRelaxing(4, 0.1)),
                        parameters,
                        List.of(dataOfB(network)),
                        Map.of(),
                        0.05 / 2)
                .get(0);
        assertThat(answer.deltas().get("h1.weight")).hasSize(4);
        double[] found = {
            parameters.get("h1.weight").toDoubles()[0],
            parameters.get("h2.weight").toDoubles()[0],
            parameters.get("y.weight").toDoubles()[0]
        };
        assertThat(found)
                .containsExactly(
                        new double[] {0.420896978884, 0.407810216556, 0.069072391242}, within(GoldenNetsTest.DIGITS));
    }

    @Test
    void weightsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new Weighting.Spiking(-1)).hasMessage("alpha must be finite and at least 0, not -1.0");
        assertThatThrownBy(() -> WeightedWaves.decaying(0.1, 3, 0.5).withUntil(new Until.Settled(0.1, 9)))
                .hasMessage(
                        "the schedule decaying weighs errors by time, so values do not rest: expected a number of steps");
        assertThatThrownBy(() -> WeightedWaves.spiking(0.1, 3, 0.5).withRelaxation(new Heun(0.5, 1e-3, 1e-3)))
                .hasMessage(
                        "the schedule spiking weighs errors by time, and its relaxation follows one energy over several"
                                + " times: expected descent or momentum, for example");
    }
}
