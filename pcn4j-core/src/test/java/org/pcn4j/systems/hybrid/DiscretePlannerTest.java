package org.pcn4j.systems.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Discrete active inference, and the task of the arm (Priorelli and Stoianov 2025). */
class DiscretePlannerTest {
    private static final DiscretePlanner PLANNER = ToolTask.planner(3);

    private static double[] sure(Intention place, boolean isPicked) {
        double[] state = new double[6];
        state[ToolTask.state(place, isPicked)] = 1;
        return state;
    }

    private static double act(Intention place, boolean isPicked, Intention action) {
        return PLANNER.act(sure(place, isPicked))[action.index()];
    }

    @Test
    void theBallIsAskedForOnceTheToolIsPickedUpAndTheToolIsThere() {
        assertThat(act(Intention.TOOL, true, Intention.BALL)).isGreaterThan(1 - 1e-12);
        assertThat(act(Intention.STAY, true, Intention.TOOL)).isGreaterThan(1 - 1e-12);
        assertThat(act(Intention.BALL, true, Intention.STAY)).isCloseTo(0.5, within(1e-12));
        assertThat(act(Intention.BALL, true, Intention.BALL)).isCloseTo(0.5, within(1e-12));
        for (Intention each : Intention.values()) {
            assertThat(act(Intention.STAY, false, each))
                    .as("nothing leads to a tool that is picked up")
                    .isCloseTo(1 / 3.0, within(1e-12));
        }
    }

    /** A policy's cost is the sum of KL(q ‖ C): −ln 1e-16 for each step in a state that is not preferred. */
    @Test
    void aPolicyCostsTheDivergenceOfEachStateThatItComesTo() {
        double[] costs = PLANNER.costs(sure(Intention.STAY, true), 3);
        assertThat(costs).hasSize(27);
        double each = -Math.log(1e-16);
        int toToolAndTwiceToBall = 9 + 3 * 2 + 2;
        assertThat(costs[0]).isCloseTo(3 * each, within(1e-9));
        assertThat(costs[toToolAndTwiceToBall]).isCloseTo(each, within(1e-9));
        assertThat(Arrays.stream(costs).min().orElseThrow()).isEqualTo(costs[toToolAndTwiceToBall]);
    }

    @Test
    void aStateIsTheProductOfWhatIsSeenAndFelt() {
        double[] state = PLANNER.infer(ToolTask.ofPlaces(new double[] {0.2, 0.5, 0.3}), ToolTask.ofTouch(true));
        assertThat(state[ToolTask.state(Intention.TOOL, true)]).isCloseTo(0.5, within(1e-12));
        assertThat(state[ToolTask.state(Intention.TOOL, false)]).isCloseTo(0, within(1e-12));
        double[] next = PLANNER.next(state, new double[] {0, 0, 1});
        assertThat(ToolTask.places(next)).containsExactly(new double[] {0.2, 0, 0.8}, within(1e-12));
    }

    @Test
    void transitionsThatAreNoDistributionsAreRefused() {
        double[][][] half = {{{0.5, 0}, {0, 1}}};
        assertThatThrownBy(() -> new DiscretePlanner(half, new double[] {0, 1}, 1))
                .hasMessage("the transitions from state 0 sum up to 0.5, not to 1");
        assertThatThrownBy(() -> new DiscretePlanner(half, new double[3], 1))
                .hasMessage("transitions must be from 3 states to as many");
        assertThatThrownBy(() -> new DiscretePlanner(half, new double[2], 0))
                .hasMessage("a policy has at least 1 action of at least 1, not 0 of 1");
    }
}
