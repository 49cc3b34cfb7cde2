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

    @Test
    void theFirstCaseWhichTakesTheStartAsWellTellsNothingOfTheRest() {
        Item item = Items.ALL.get(0);
        try (Interruption interruption = Interruption.watch();
                ReproductionProgress progress = ReproductionProgress.of(
                        Terminal.PLAIN,
                        interruption,
                        new PrintWriter(new StringWriter(), true),
                        new PrintWriter(err, true))) {
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
}
