package org.pcn4j.systems.sensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pcn4j.analysis.Entropy;
import org.pcn4j.systems.sensing.Explorer.Choice;
import org.pcn4j.tensor.Seed;

/** Exploring by expected information (Sharafeldin, Imam and Choi 2024; Little and Sommer 2013). */
class ExplorerTest {
    @Test
    void theInformationOfOneMoreObservationIsTheClosedForm() {
        assertThat(Dirichlet.expectedInformation(1, 1, 1)).isCloseTo(0.265278955335, within(1e-12));
        assertThat(Dirichlet.expectedInformation(5, 1, 1)).isCloseTo(0.120121163983, within(1e-12));
        assertThatThrownBy(() -> Dirichlet.expectedInformation(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** ψ(1) = −γ, ψ(½) = −γ − 2 ln 2, ψ(n + 1) = ψ(n) + 1/n. */
    @Test
    void digammaIsRightWhereItIsKnown() {
        double euler = 0.5772156649015329;
        assertThat(Dirichlet.digamma(1)).isCloseTo(-euler, within(1e-14));
        assertThat(Dirichlet.digamma(0.5)).isCloseTo(-euler - 2 * Math.log(2), within(1e-14));
        double sum = -euler;
        for (int n = 1; n < 40; n++) {
            assertThat(Dirichlet.digamma(n)).isCloseTo(sum, within(1e-13));
            sum += 1.0 / n;
        }
    }

    /** The mutual information of one outcome and the probabilities, by integrating over the probability of two outcomes. */
    @Test
    void theClosedFormIsTheMutualInformation() {
        double a = 2.5;
        double b = 0.75;
        double entropies = 0;
        double mass = 0;
        int cells = 2_000_000;
        for (int i = 0; i < cells; i++) {
            double p = (i + 0.5) / cells;
            double density = Math.pow(p, a - 1) * Math.pow(1 - p, b - 1);
            mass += density;
            entropies += density * Entropy.of(p, 1 - p);
        }
        double expected = Entropy.of(a / (a + b), b / (a + b)) - entropies / mass;
        assertThat(Dirichlet.expectedInformation(a, b)).isCloseTo(expected, within(1e-5));
    }

    @Test
    void worldsAreProbabilities() {
        for (World world : new World[] {
            World.maze(6, 2, new Seed(1)), World.dense(10, 4, new Seed(1)), World.oneTwoThree(20, new Seed(1))
        }) {
            for (double[][] ofState : world.transitions()) {
                for (double[] p : ofState) {
                    double sum = 0;
                    for (double each : p) {
                        assertThat(each).isBetween(0.0, 1.0);
                        sum += each;
                    }
                    assertThat(sum).isCloseTo(1, within(1e-12));
                }
            }
        }
        assertThat(World.maze(6, 2, new Seed(1)).states()).isEqualTo(36);
        assertThat(World.maze(6, 2, new Seed(1)).actions()).isEqualTo(4);
    }

    /** Reachability by any action of a probability above zero, from every room to every room. */
    @Test
    void everyRoomOfAMazeIsReachedFromEveryOther() {
        for (int side = 2; side <= 7; side++) {
            for (long seed = 0; seed < 60; seed++) {
                double[][][] transitions = World.maze(side, 2, new Seed(seed)).transitions();
                for (int room = 0; room < transitions.length; room++) {
                    assertThat(reached(room, transitions))
                            .as("from room %d of maze %d of seed %d", room, side, seed)
                            .isEqualTo(side * side);
                }
            }
        }
    }

    private static int reached(int from, double[][][] transitions) {
        Set<Integer> been = new HashSet<>(Set.of(from));
        Deque<Integer> open = new ArrayDeque<>(been);
        while (!open.isEmpty()) {
            for (double[] p : transitions[open.remove()]) {
                for (int next = 0; next < p.length; next++) {
                    if (p[next] > 0 && been.add(next)) {
                        open.add(next);
                    }
                }
            }
        }
        return been.size();
    }

    @Test
    void carriersAreDifferentRoomsAndEachBlockedWayOfThemLeadsToAnotherRoom() {
        for (int carriers : new int[] {0, 1, 2, 20}) {
            for (long seed = 0; seed < 200; seed++) {
                double[][][] transitions =
                        World.maze(6, carriers, new Seed(seed)).transitions();
                int found = 0;
                for (int room = 0; room < transitions.length; room++) {
                    int here = room;
                    List<double[]> certain = Arrays.stream(transitions[room])
                            .filter(p -> Arrays.stream(p).max().orElseThrow() == 1)
                            .toList();
                    assertThat(certain).hasSizeLessThan(4).allMatch(p -> p[here] == 0);
                    found += certain.isEmpty() ? 0 : 1;
                }
                assertThat(found).as("seed %d", seed).isEqualTo(carriers);
            }
        }
    }

    @Test
    void worldsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> World.maze(1, 0, new Seed(1)))
                .hasMessage("a maze has at least 2 rooms in a row, not 1");
        assertThatThrownBy(() -> World.maze(6, 21, new Seed(1)))
                .hasMessage("a maze of 6 rooms in a row has 0 to 20 carriers, not 21");
        assertThatThrownBy(() -> World.maze(6, -1, new Seed(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> World.dense(0, 4, new Seed(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> World.dense(4, 0, new Seed(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> World.oneTwoThree(2, new Seed(1))).hasMessageContaining("at least 3, not 2");
    }

    private static Explorer.Exploration explored(World world, Choice choice) {
        return new Explorer(world, choice, 0.25).explore(1000, new Seed(7));
    }

    @Test
    void actingToLearnLearnsAMazeSoonerThanActingAtRandom() {
        World maze = World.maze(6, 2, new Seed(2));
        Explorer.Exploration planned = explored(maze, new Choice.Best(0.95));
        Explorer.Exploration random = explored(maze, new Choice.Random());
        assertThat(planned.missing().get(0)).isEqualTo(random.missing().get(0));
        assertThat(planned.missing().get(1000))
                .isLessThan(0.9 * random.missing().get(1000));
        Explorer.Exploration boltzmann = explored(maze, new Choice.Boltzmann(0.02));
        assertThat(boltzmann.missing().get(1000)).isLessThan(random.missing().get(1000));
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Choice.Best(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Choice.Boltzmann(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Explorer(World.dense(3, 2, new Seed(1)), new Choice.Random(), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
