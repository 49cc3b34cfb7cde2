package org.pcn4j.systems.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.pcn4j.systems.hybrid.ArmSettings.Messages;
import org.pcn4j.systems.hybrid.ArmWorld.Walls;
import org.pcn4j.tensor.Seed;

/** An arm that picks up a tool and hits a ball with it (Priorelli and Stoianov 2025). */
class ArmTest {
    private static final ArmSettings PUBLISHED = ArmSettings.published();

    /** Directions of tool and ball of the six runs that were computed independently. */
    private static final double[][] SIX = {
        {4.002148315014479, 1.6951199159934145},
        {3.2158701122134374, 5.971939531762716},
        {1.6437575180951982, 1.8754751666228542},
        {0.5381495885689892, 1.4879242956303682},
        {5.925396266378301, 3.212765766999291},
        {5.057982542713582, 5.076441699143409}
    };

    private static List<Episode> six(ArmSettings settings) {
        return six(settings, Walls.STOP_HANDLE);
    }

    private static List<Episode> six(ArmSettings settings, Walls walls) {
        List<Episode> episodes = new ArrayList<>();
        for (double[] each : SIX) {
            episodes.add(Episode.of(settings, ArmWorld.moving(settings, walls, each[0], each[1]), 4000));
        }
        return episodes;
    }

    private static List<Integer> steps(List<OptionalInt> found) {
        return found.stream().map(each -> each.orElse(-1)).toList();
    }

    /** Computed independently: picked up at step 1703, and within 40 of the ball at step 2709. */
    @Test
    void anArmPicksUpAToolThatLiesStillAndHitsABall() {
        Episode episode = Episode.of(PUBLISHED, ArmWorld.still(PUBLISHED), 3000);
        assertThat(episode.picked()).hasValue(1703);
        assertThat(episode.hit()).hasValue(2709);
        assertThat(episode.nearest()).isLessThan(40);
        assertThat(episode.moments()).hasSize(3001);
        double[] meant = episode.moments().get(3000).meant();
        assertThat(meant[0] + meant[1] + meant[2]).isCloseTo(1, within(1e-12));
    }

    /** Computed independently: four of six are hit, between steps 1233 and 3147, and five tools are picked up. */
    @Test
    void ofSixBallsThatFlyFourAreHit() {
        List<Episode> episodes = six(PUBLISHED);
        assertThat(steps(episodes.stream().map(Episode::picked).toList()))
                .filteredOn(step -> step >= 0)
                .hasSize(5);
        assertThat(steps(episodes.stream().map(Episode::hit).toList())).containsExactly(-1, -1, 2957, 2540, 2048, 1232);
    }

    @Test
    void withMessagesToBothOrdersFourToolsArePickedUpAndFourBallsHit() {
        List<Episode> episodes = six(PUBLISHED.withMessages(Messages.TO_BOTH_ORDERS));
        assertThat(steps(episodes.stream().map(Episode::picked).toList()))
                .containsExactly(-1, 2771, 995, 1937, 1369, -1);
        assertThat(steps(episodes.stream().map(Episode::hit).toList())).containsExactly(-1, 3144, 1880, 2111, 2004, -1);
    }

    /** The whole tool stays in the room. */
    @Test
    void wherePartsOfTheToolCannotPassWallsFiveBallsAreHit() {
        List<Episode> episodes = six(PUBLISHED.withMessages(Messages.TO_BOTH_ORDERS), Walls.STOP_TOOL);
        assertThat(steps(episodes.stream().map(Episode::hit).toList()))
                .containsExactly(-1, 3144, 1883, 1730, 1663, 3634);
        double farthest = Double.NEGATIVE_INFINITY;
        for (Episode each : episodes) {
            int until = each.picked().orElse(4000);
            for (Episode.Moment moment : each.moments().subList(0, until)) {
                for (double[] end : moment.tool()) {
                    farthest = Math.max(farthest, Math.abs(end[0]) - ArmWorld.WIDE);
                    farthest = Math.max(farthest, Math.abs(end[1]) - ArmWorld.HIGH);
                }
            }
        }
        assertThat(farthest).isBetween(-1.0, 1e-9);
    }

    /** Else a tool may fly past the hand by chance. */
    @Test
    void withoutAPlannerThatGoesForTheToolFirstNothingIsPickedUpAndNothingHitByMessagesToValues() {
        for (Episode each : six(PUBLISHED.withFrozen(Intention.BALL))) {
            assertThat(each.picked()).isEmpty();
            assertThat(each.hit()).isEmpty();
            assertThat(each.nearest()).isInfinite();
            assertThat(each.moments().get(4000).meant()).containsExactly(0, 0, 1);
        }
    }

    @Test
    void theSameSeedHasTheSameBits() {
        double[][] ends = new double[3][];
        for (int i = 0; i < 3; i++) {
            ArmWorld world = ArmWorld.moving(PUBLISHED, Walls.STOP_HANDLE, new Seed(i < 2 ? 1 : 2));
            List<Episode.Moment> moments = Episode.of(PUBLISHED, world, 500).moments();
            ends[i] = moments.get(500).limbs()[3];
        }
        assertThat(ends[0]).containsExactly(ends[1]);
        assertThat(ends[0][0]).isNotEqualTo(ends[2][0]);
    }

    @Test
    void armsThatCannotBeAreRefused() {
        List<Double> none = List.of();
        assertThatThrownBy(() -> new ArmSettings(none, none, 1, Messages.TO_VALUES, PUBLISHED.frozen()))
                .hasMessage("an arm has at least 1 limb and as many angles, not 0 and 0");
        assertThatThrownBy(() -> new ArmSettings(List.of(1.0), List.of(0.0), 0, Messages.TO_VALUES, PUBLISHED.frozen()))
                .hasMessage("lengths must be finite and above 0, not [1.0] and 0.0");
        List<Double> wild = List.of(Double.NaN);
        assertThatThrownBy(() -> new ArmSettings(List.of(1.0), wild, 1, Messages.TO_VALUES, PUBLISHED.frozen()))
                .hasMessage("angles must be finite, not [NaN]");
        ArmSettings one = new ArmSettings(List.of(1.0), List.of(0.0), 1, Messages.TO_VALUES, PUBLISHED.frozen());
        assertThatThrownBy(() -> Episode.of(one, ArmWorld.still(PUBLISHED), 1))
                .hasMessage("the arm of the room has 4 joints, and the one that is to act 1");
    }
}
