package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.inference.dense.Program.Lesson;
import org.pcn4j.inference.dense.Program.Pair;
import org.pcn4j.inference.dense.Program.Stage;
import org.pcn4j.inference.dense.Program.Turn;

/** Stages put together: what is learned and not looked at again may as well be learned later, with more. */
final class Stages {
    private Stages() {}

    /** Returns stages that do the same, as few as can be. */
    static List<Stage> merged(List<Stage> stages) {
        List<Stage> merged = new ArrayList<>();
        for (int i = stages.size() - 1; i >= 0; i--) {
            Stage stage = stages.get(i);
            if (!merged.isEmpty() && drawOnce(stage, merged.get(0)) && mayWait(stage.lessons(), merged)) {
                Stage next = merged.remove(0);
                List<Turn> turns = new ArrayList<>(stage.turns());
                turns.addAll(next.turns());
                List<Lesson> lessons = new ArrayList<>(stage.lessons());
                lessons.addAll(next.lessons());
                merged.add(0, new Stage(turns, lessons, Math.max(stage.drawsAt(), next.drawsAt())));
            } else {
                merged.add(0, stage);
            }
        }
        return merged;
    }

    private static boolean drawOnce(Stage stage, Stage next) {
        return stage.drawsAt() == Program.NONE || next.drawsAt() == Program.NONE;
    }

    /** Whether nothing later reads what is learned, or writes what it is learned from before the next stage ends. */
    private static boolean mayWait(List<Lesson> lessons, List<Stage> later) {
        for (Lesson lesson : lessons) {
            for (Stage stage : later) {
                if (stage.ops().anyMatch(op -> op.reads(lesson.parameter()))
                        || stage.lessons().stream().anyMatch(other -> other.parameter() == lesson.parameter())) {
                    return false;
                }
            }
            for (Pair pair : lesson.pairs()) {
                if (later.get(0).ops().anyMatch(op -> op.writes(pair.d()) || op.writes(pair.h()))) {
                    return false;
                }
            }
        }
        return true;
    }
}
