package org.pcn4j.train.reproduce.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.systems.hybrid.ArmSettings;
import org.pcn4j.systems.hybrid.ArmWorld;
import org.pcn4j.systems.hybrid.Episode;

/** What an arm did, kept as numbers and drawn in motion. */
class ArmFilmTest {
    private static final List<Episode.Moment> MOMENTS = moments();

    private static List<Episode.Moment> moments() {
        ArmSettings settings = ArmSettings.published();
        return Episode.of(settings, ArmWorld.still(settings), 60).moments();
    }

    @Test
    void eachFifteenthMomentIsKeptToATenth() {
        List<Double> packed = ArmFilm.packed(MOMENTS);
        assertThat(packed).hasSize(5 * 17);
        Episode.Moment last = MOMENTS.get(60);
        assertThat(packed.get(4 * 17)).isEqualTo(Math.round(last.limbs()[0][0] * 10) / 10.0);
        assertThat(packed.get(4 * 17 + 12)).as("the ball").isEqualTo(-300);
        assertThat(packed.subList(14, 17)).as("staying is meant").containsExactly(1.0, 0.0, 0.0);
    }

    @Test
    void armToolAndBallMoveAndMomentsThatMatterAreMarked() {
        ArmFilm film = new ArmFilm(ArmFilm.packed(MOMENTS), 15, 30);
        assertThat(film.animation().svg())
                .contains(
                        "<animate attributeName=\"d\"", "<animate attributeName=\"cx\"", "tool picked up", "ball hit");
        assertThat(film.animation().still()).isEqualTo(2);
        assertThat(film.animation().marks().get(0).share()).isEqualTo(0.25);
        assertThat(film.distances().lines().get(0).ys().get(0))
                .isCloseTo(MOMENTS.get(0).toTool(), within(0.1));
        assertThat(new ArmFilm(ArmFilm.packed(MOMENTS), -1, -1).animation().marks())
                .isEmpty();
    }
}
