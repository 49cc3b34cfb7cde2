package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.inference.dense.Program.Lesson;
import org.pcn4j.inference.dense.Program.Stage;
import org.pcn4j.inference.dense.Program.Turn;

/** The stages of a program as they come: rows act by themselves until something learns from all of them, or takes new noise. */
final class Staging {
    private final boolean draws;
    private final List<Stage> stages = new ArrayList<>();
    private List<Turn> turns = new ArrayList<>();
    private int drawsAt = Program.NONE;

    /**
     * Begins.
     *
     * @param draws whether values take noise as they move
     */
    Staging(boolean draws) {
        this.draws = draws;
    }

    /** Adds acts of one time, if there are any. */
    void add(List<Op> ops, int time) {
        if (!ops.isEmpty()) {
            turns.add(new Turn(ops, time, 1));
        }
    }

    void add(LoweredBlock block, int time, int repeats) {
        boolean takesNoise = draws && block.relaxes();
        if (!block.learns() && !takesNoise) {
            if (!block.head().isEmpty()) {
                turns.add(new Turn(block.head(), time, repeats));
            }
            return;
        }
        for (int i = 0; i < repeats; i++) {
            if (takesNoise && !block.learns()) {
                drawAt(time + i);
            }
            turns.add(new Turn(block.head(), time + i, 1));
            if (block.learns()) {
                close(block.lessons());
                if (takesNoise) {
                    drawAt(time + i);
                }
                add(block.tail(), time + i);
            }
        }
    }

    /** Makes sure that the stage takes noise of no other time. */
    private void drawAt(int time) {
        if (drawsAt != Program.NONE) {
            close(List.of());
        }
        drawsAt = time;
    }

    private void close(List<Lesson> lessons) {
        stages.add(new Stage(turns, lessons, drawsAt));
        turns = new ArrayList<>();
        drawsAt = Program.NONE;
    }

    /** Ends, and returns the stages, as few as can be. */
    List<Stage> stages() {
        if (!turns.isEmpty()) {
            close(List.of());
        }
        return Stages.merged(stages);
    }
}
