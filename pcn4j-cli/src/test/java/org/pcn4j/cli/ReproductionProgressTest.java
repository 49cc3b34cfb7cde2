package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.items.Items;

/** What a reproduction expects of the time that is left. */
class ReproductionProgressTest {
    private final StringWriter err = new StringWriter();

    private static Case weighing(double weight) {
        return new Case(Map.of("of", "x"), 1, weight, bench -> Numbers.none());
    }

    private ReproductionProgress lines(Interruption interruption) {
        return ReproductionProgress.of(
                Terminal.PLAIN, interruption, new PrintWriter(new StringWriter(), true), new PrintWriter(err, true));
    }

    @Test
    void theFirstCaseWhichTakesTheStartAsWellTellsNothingOfTheRest() {
        Item item = Items.ALL.get(0);
        try (Interruption interruption = Interruption.watch();
                ReproductionProgress progress = lines(interruption)) {
            progress.began(30, 7, 100);
            for (int i = 0; i < 3; i++) {
                progress.began(item, weighing(3), i, 30);
                progress.done(item, weighing(3), 1);
            }
        }
        assertThat(err.toString().lines().toList())
                .hasSize(4)
                .startsWith("7 of 30 cases are done already (--fresh does them again)");
        assertThat(err.toString().lines().skip(1).limit(2)).allMatch(line -> line.endsWith("(1.0 s)"));
        assertThat(err.toString().lines().skip(3)).allMatch(line -> line.endsWith(" left)"));
    }

    @Test
    void casesThatAreDoneAtATimeAreCountedTogetherAndToldByTheirOwnNumbers() {
        Item item = Items.ALL.get(0);
        Case one = new Case(Map.of("of", "one"), 1, 3, bench -> Numbers.none());
        Case other = new Case(Map.of("of", "other"), 1, 5, bench -> Numbers.none());
        try (Interruption interruption = Interruption.watch();
                ReproductionProgress progress = lines(interruption)) {
            progress.began(2, 0, 8);
            progress.began(item, one, 1, 2);
            progress.began(item, other, 2, 2);
            progress.progressed(one, 0.5);
            progress.progressed(other, 0.25);
            assertThat(progress.share()).isEqualTo((1.5 + 1.25) / 8);
            progress.done(item, other, 2);
            assertThat(progress.share()).isEqualTo((1.5 + 5) / 8);
            assertThat(progress.left(progress.share())).isEmpty();
            progress.failed(item, one);
            assertThat(progress.share()).isEqualTo(1);
        }
        assertThat(err.toString().lines().toList()).containsExactly(item.name() + ": 2 of 2: other, seed 1 (2.0 s)");
    }
}
