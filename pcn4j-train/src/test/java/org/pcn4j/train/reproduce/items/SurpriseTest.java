package org.pcn4j.train.reproduce.items;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SurpriseTest {
    private static int most(int[]... used) {
        return Surprise.mostOfItsOwn(used, 0, new boolean[used[0].length]);
    }

    @Test
    void aModuleIsTheOwnOneOfARuleAtMost() {
        assertThat(most(new int[] {10, 0}, new int[] {10, 0})).isEqualTo(10);
        assertThat(most(new int[] {10, 0}, new int[] {1, 9})).isEqualTo(19);
    }

    @Test
    void modulesAreGivenAsItIsBestForAllRules() {
        assertThat(most(new int[] {10, 9}, new int[] {8, 1})).isEqualTo(17);
        assertThat(most(new int[] {4, 4, 0}, new int[] {5, 0, 0}, new int[] {6, 0, 0}))
                .isEqualTo(10);
    }
}
