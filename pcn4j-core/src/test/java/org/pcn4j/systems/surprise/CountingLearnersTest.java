package org.pcn4j.systems.surprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pcn4j.tensor.Seed;

/** The learners that SpikeSuM is compared with: Adams and MacKay 2007, and Liakoni et al. 2021. */
class CountingLearnersTest {
    private static final int[] WALK = {0, 1, 2, 1, 0, 0, 2, 2, 1};

    /** Sums over all 2⁸ ways in which the rule may have been replaced before each of eight transitions. */
    @Test
    void theBayesianLearnerIsTheSumOverAllWaysToSwitch() {
        double prior = 0.3;
        double probability = 0.2;
        BayesianChangePoint learner = new BayesianChangePoint(3, prior, probability, 0);
        int transitions = WALK.length - 1;
        for (int i = 0; i < transitions; i++) {
            learner.present(WALK[i], WALK[i + 1]);
        }
        double[][] expected = new double[3][3];
        double all = 0;
        for (int ways = 0; ways < (1 << transitions); ways++) {
            double weight = 1;
            double[][] counts = new double[3][3];
            for (int i = 0; i < transitions; i++) {
                boolean isNew = ((ways >> i) & 1) == 1;
                weight *= isNew ? probability : 1 - probability;
                counts = isNew ? new double[3][3] : counts;
                weight *= mean(counts[WALK[i]], prior)[WALK[i + 1]];
                counts[WALK[i]][WALK[i + 1]]++;
            }
            all += weight;
            for (int last = 0; last < 3; last++) {
                double[] mean = mean(counts[last], prior);
                for (int seen = 0; seen < 3; seen++) {
                    expected[last][seen] += weight * mean[seen];
                }
            }
        }
        double[][] believed = learner.believed();
        for (int last = 0; last < 3; last++) {
            for (int seen = 0; seen < 3; seen++) {
                assertThat(believed[last][seen]).isCloseTo(expected[last][seen] / all, within(1e-14));
            }
        }
    }

    private static double[] mean(double[] counts, double prior) {
        double sum = counts[0] + counts[1] + counts[2] + 3 * prior;
        return new double[] {(counts[0] + prior) / sum, (counts[1] + prior) / sum, (counts[2] + prior) / sum};
    }

    @Test
    void givingUpUnlikelyHypothesesHardlyChangesWhatIsBelieved() {
        RoomWalk walk = RoomWalk.inTurns(3, 2, 3, 60, new Seed(1));
        BayesianChangePoint all = new BayesianChangePoint(9, 0.3, 0.01, 0);
        BayesianChangePoint some = new BayesianChangePoint(9, 0.3, 0.01, 1e-6);
        for (int i = 0; i < walk.presentations(); i++) {
            all.present(walk.last(i), walk.seen(i));
            some.present(walk.last(i), walk.seen(i));
            assertThat(all.error(some.believed())).isLessThan(1e-8);
        }
        assertThat(all.hypotheses()).isEqualTo(walk.presentations() + 1);
        assertThat(some.hypotheses()).isLessThan(all.hypotheses() / 2);
    }

    @Test
    void varSmileForgetsByHowSurprisingATransitionIs() {
        double m = 0.5;
        VarSmile learner = new VarSmile(4, 0.25, m);
        learner.present(0, 1); // counts 0 1 0 0, T̂ (.25 1.25 .25 .25)/2
        assertThat(learner.believed()[0]).containsExactly(new double[] {0.125, 0.625, 0.125, 0.125}, within(1e-15));
        learner.present(0, 2); // B = (1/4)/(1/8) = 2, γ = 1/2: counts 0 .5 1 0
        assertThat(learner.believed()[0]).containsExactly(new double[] {0.1, 0.3, 0.5, 0.1}, within(1e-15));
        assertThat(learner.believed()[1]).containsExactly(0.25, 0.25, 0.25, 0.25);
    }

    @Test
    void varSmileThatForgetsNothingCounts() {
        VarSmile learner = new VarSmile(3, 1, 0);
        for (int i = 0; i + 1 < WALK.length; i++) {
            learner.present(WALK[i], WALK[i + 1]);
        }
        assertThat(learner.believed()[0]).containsExactly(new double[] {2 / 6.0, 2 / 6.0, 2 / 6.0}, within(1e-15));
        assertThat(learner.believed()[2]).containsExactly(new double[] {1 / 6.0, 3 / 6.0, 2 / 6.0}, within(1e-15));
    }

    /** The mean error in the second half of a rule's time is small, and grows at a switch. */
    @Test
    void bothLearnARuleAndGiveItUpWhereItSwitches() {
        RoomWalk walk = RoomWalk.inTurns(4, 2, 2, 1000, new Seed(2));
        for (TransitionLearner learner :
                new TransitionLearner[] {new BayesianChangePoint(16, 0.3, 0.001, 1e-6), new VarSmile(16, 0.1, 0.1)}) {
            double[] errors = learner.follow(walk);
            double before = Arrays.stream(errors, 500, 1000).average().orElseThrow();
            double early = Arrays.stream(errors, 1000, 1020).average().orElseThrow();
            double after = Arrays.stream(errors, 1500, 2000).average().orElseThrow();
            assertThat(before).isLessThan(0.003);
            assertThat(early).isGreaterThan(0.01);
            assertThat(after).isLessThan(0.003);
        }
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new BayesianChangePoint(1, 1, 0.1, 0))
                .hasMessage("there must be at least 2 rooms, not 1");
        assertThatThrownBy(() -> new BayesianChangePoint(4, 0, 0.1, 0))
                .hasMessage("the counts begin at more than 0, not at 0.0");
        assertThatThrownBy(() -> new BayesianChangePoint(4, 1, 1, 0))
                .hasMessageContaining("above 0 and below 1, not 1.0");
        assertThatThrownBy(() -> new BayesianChangePoint(4, 1, 0.1, 0.1))
                .hasMessageContaining("less than that of a switch");
        assertThatThrownBy(() -> new VarSmile(4, 1, -1)).hasMessage("m must be finite and at least 0, not -1.0");
        assertThatThrownBy(() -> new VarSmile(4, 1, 0.1).present(4, 0)).hasMessage("rooms are 0 to 3, not 4 and 0");
        assertThatThrownBy(() -> new BayesianChangePoint(4, 1, 0.1, 0).present(0, -1))
                .hasMessage("rooms are 0 to 3, not 0 and -1");
    }
}
