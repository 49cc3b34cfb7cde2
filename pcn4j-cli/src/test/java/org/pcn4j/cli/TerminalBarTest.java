package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TerminalBarTest {
    private static final List<String> NOTES = List.of(
            "12 min 5 s left", "loss 0.3450", "validation: 91.23 %, loss 0.2345", "update 760 of 1,690", "98.2/s");
    private static final BarLine TRAINING = new BarLine("train", 0.45, NOTES);

    private static long cells(String line) {
        return line.indexOf('│') < 0 ? 0 : line.lastIndexOf('│') - line.indexOf('│') - 1;
    }

    @Test
    void theLineFitsIntoEveryWidthAndTheBarHasTenCellsFromThirtyColumnsOn() {
        for (int columns = 1; columns <= 300; columns++) {
            String line = TRAINING.of(columns);
            assertThat(line.length()).as(line).isBetween(1, columns);
            if (columns >= 30) {
                assertThat(cells(line)).as(line).isBetween(10L, 40L);
            }
        }
    }

    @Test
    void aWiderLineSaysMoreAndTheMostImportantFirst() {
        assertThat(TRAINING.of(99))
                .isEqualTo(
                        "train  45% │█████▍      │ 12 min 5 s left · loss 0.3450 · validation: 91.23 %, loss 0.2345 · 98.2/s");
        assertThat(TRAINING.of(160)).endsWith("│ " + String.join(" · ", NOTES));
        assertThat(TRAINING.of(44)).isEqualTo("train  45% │██████▊        │ 12 min 5 s left");
        assertThat(TRAINING.of(12)).isEqualTo("train  45%");
        assertThat(TRAINING.of(8)).isEqualTo("train  4");
    }

    @Test
    void theBarIsEmptyAtTheBeginningAndFullInTheEnd() {
        assertThat(new BarLine("a", 0, List.of()).of(60)).isEqualTo("a   0% │" + " ".repeat(40) + "│");
        assertThat(new BarLine("a", 1, List.of()).of(60)).isEqualTo("a 100% │" + "█".repeat(40) + "│");
        assertThat(new BarLine("a", 0.999, List.of()).of(60)).startsWith("a  99% ");
        assertThat(new BarLine("a", Double.NaN, List.of("1.2 MB", "3 MB/s")).of(60))
                .isEqualTo("a 1.2 MB · 3 MB/s");
    }

    @Test
    void ofRulesAndBytesTheFirstNotesAreShownAsWell() {
        String rules = new BarLine(
                        "resnet18",
                        0.5,
                        List.of("3 h 2 min left", "loss bp 0.345", "il 0.345", "z-il 0.345", "z-il-unlevelled 0.345"))
                .of(79);
        assertThat(rules).contains("3 h 2 min left · loss bp 0.345 · il 0.345").doesNotContain("unlevelled");
        assertThat(cells(rules)).isBetween(10L, 40L);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean() && System.nanoTime() < patience) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void theTerminalIsToldNotToWrapAndTheCursorWaitsAtTheBeginning() throws Exception {
        ByteArrayOutputStream drawn = new ByteArrayOutputStream();
        TerminalWidth width = TerminalWidth.following(30, OptionalInt::empty);
        TerminalBar bar = TerminalBar.begin(drawn, width, () -> TRAINING);
        await(() -> drawn.size() > 0);
        bar.close();
        bar.close();
        String all = drawn.toString(StandardCharsets.UTF_8);
        String once = "\u001B[?7l" + TRAINING.of(29) + "\u001B[J\r\u001B[?7h";
        assertThat(all).startsWith(once).endsWith(once + "\r \u001B[J\r");
        assertThat(all.replace(once, "")).isEqualTo("\r \u001B[J\r");
        TimeUnit.MILLISECONDS.sleep(300);
        assertThat(drawn.toString(StandardCharsets.UTF_8))
                .as("nothing is drawn afterwards")
                .isEqualTo(all);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theBarFollowsTheWindowsWidth() throws Exception {
        ByteArrayOutputStream drawn = new ByteArrayOutputStream();
        AtomicInteger columns = new AtomicInteger(120);
        TerminalWidth width = TerminalWidth.following(120, () -> OptionalInt.of(columns.get()));
        try (TerminalBar bar = TerminalBar.begin(drawn, width, () -> TRAINING)) {
            await(() -> drawn.toString(StandardCharsets.UTF_8).contains(TRAINING.of(119)));
            columns.set(50);
            new ProcessBuilder(
                            "kill",
                            "-WINCH",
                            Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
            await(() -> drawn.toString(StandardCharsets.UTF_8).contains("l" + TRAINING.of(49) + "\u001B[J"));
        }
        assertThat(width.columns()).isEqualTo(50);
    }

    @Test
    void whatTheTerminalSaysOfItsSizeIsReadAndNonsenseIsNot() {
        assertThat(TerminalWidth.columns("24 80\n")).hasValue(80);
        for (String nonsense : List.of("", "0 0\n", "24\n", "24 -3", "stty: standard input\n", "24 99999999999\n")) {
            assertThat(TerminalWidth.columns(nonsense)).as(nonsense).isEmpty();
        }
    }

    @Test
    void theRemainingTimeIsToldInHoursAndDaysAndNotWhereNothingMoves() {
        assertThat(Pace.timeFor(59, 1)).hasValue("59 s");
        assertThat(Pace.timeFor(725, 1)).hasValue("12 min 05 s");
        assertThat(Pace.timeFor(3 * 3600 + 12 * 60, 1)).hasValue("3 h 12 min");
        assertThat(Pace.timeFor(75_000_000, 100)).hasValue("8 d 16 h");
        assertThat(Pace.timeFor(5, 0)).isEmpty();
        assertThat(Pace.timeFor(5, Double.NaN)).isEmpty();
    }
}
