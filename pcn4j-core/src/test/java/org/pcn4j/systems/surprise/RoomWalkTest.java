package org.pcn4j.systems.surprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.tensor.Seed;

/** Walks by rules that switch (Barry and Gerstner 2024, Figure 1). */
class RoomWalkTest {
    @Test
    void everyRoomHasFourNeighborsAndIsTheNeighborOfItsNeighbors() {
        for (int side = 3; side <= 5; side++) {
            double[][] rule = RoomWalk.inTurns(side, 1, 1, 1, new Seed(side)).transitions(0);
            assertThat(rule).hasDimensions(side * side, side * side);
            for (int last = 0; last < rule.length; last++) {
                double[] row = rule[last];
                assertThat(Arrays.stream(row).filter(p -> p == 0.25).count()).isEqualTo(4);
                assertThat(Arrays.stream(row).sum()).isEqualTo(1);
                assertThat(row[last]).isZero();
                for (int seen = 0; seen < rule.length; seen++) {
                    assertThat(row[seen]).isEqualTo(rule[seen][last]);
                }
            }
        }
    }

    @Test
    void everyStepIsOneOfItsRuleAndAllFourAreTakenAboutAlike() {
        RoomWalk walk = RoomWalk.inTurns(4, 2, 2, 2000, new Seed(1));
        int[] taken = new int[walk.places() * walk.places()];
        for (int i = 0; i < walk.presentations(); i++) {
            assertThat(walk.transitions(i)[walk.last(i)][walk.seen(i)]).isEqualTo(0.25);
            assertThat(i == 0 || walk.last(i) == walk.seen(i - 1)).isTrue();
            assertThat(walk.rule(i)).isEqualTo(i / 2000);
            taken[walk.last(i) * walk.places() + walk.seen(i)] += i < 2000 ? 1 : 0;
        }
        // 2000 steps, 64 ways: 31 each.
        assertThat(Arrays.stream(taken).filter(count -> count > 0).count()).isEqualTo(64);
        assertThat(Arrays.stream(taken).max().orElseThrow()).isLessThan(60);
        assertThat(walk.switches()).containsExactly(2000);
        assertThat(walk.transitions(0)).isNotEqualTo(walk.transitions(2000));
    }

    @Test
    void rulesStayAsLongAsTheyMustAndSwitchAsOftenAsTheyShould() {
        RoomWalk walk = RoomWalk.switching(4, 4, 200_000, 500, 0.002, new Seed(3));
        List<Integer> switches = walk.switches();
        int before = 0;
        for (int each : switches) {
            assertThat(each - before).isGreaterThanOrEqualTo(500);
            before = each;
        }
        // Every 500 + 500 on average.
        assertThat(switches).hasSizeBetween(170, 230);
        assertThat(switches.stream().map(walk::rule).distinct()).hasSize(4);
    }

    @Test
    void theSameSeedWalksAlike() {
        RoomWalk one = RoomWalk.switching(4, 4, 100, 10, 0.1, new Seed(5));
        RoomWalk same = RoomWalk.switching(4, 4, 100, 10, 0.1, new Seed(5));
        RoomWalk other = RoomWalk.switching(4, 4, 100, 10, 0.1, new Seed(6));
        int alike = 0;
        for (int i = 0; i < 100; i++) {
            assertThat(one.seen(i)).isEqualTo(same.seen(i));
            alike += one.seen(i) == other.seen(i) ? 1 : 0;
        }
        assertThat(one.switches()).isEqualTo(same.switches()).isNotEmpty();
        assertThat(alike).isLessThan(50);
    }

    @Test
    void walksThatCannotBeAreRefused() {
        assertThatThrownBy(() -> RoomWalk.inTurns(2, 1, 1, 1, new Seed(1)))
                .hasMessage("a room has four neighbors in a square of side 3 or more, not 2");
        assertThatThrownBy(() -> RoomWalk.inTurns(4, 0, 1, 1, new Seed(1)))
                .hasMessage("a walk has at least 1 rule and 1 transition, not 0");
        assertThatThrownBy(() -> RoomWalk.switching(4, 2, 9, 1, 1.5, new Seed(1)))
                .hasMessage("the probability of a switch must be from 0 to 1, not 1.5");
    }
}
