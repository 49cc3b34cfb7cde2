package org.pcn4j.train.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.pcn4j.train.Length;
import org.pcn4j.train.checkpoint.CheckpointFolder;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;
import org.pcn4j.train.settings.SettingsException;
import org.pcn4j.train.settings.SettingsText;

/**
 * A run that goes on, perhaps for longer than it was to.
 *
 * @param folder of the run
 * @param before what it was
 * @param after what it is to be
 * @param changed the settings that differ, by key, as in {@code 2 → 4}
 */
record Continuation(RunFolder folder, Experiment before, Experiment after, Map<String, String> changed) {
    private static final String EPOCHS = "epochs";
    private static final String UPDATES = "updates";
    /** What does not determine the numbers that a training goes through, but for their last bits, or when it ends or is saved. */
    private static final Set<String> FREE = new LinkedHashSet<>(
            List.of(EPOCHS, UPDATES, "patience", "arithmetic", "reduction", "checkpoint", "step-guard"));

    private static final String ABSENT = "nothing";

    /**
     * Reads a run's settings, and what is to be changed in them.
     *
     * @throws SettingsException if they are damaged, or a change is none with which a run can go on
     */
    static Continuation of(RunFolder folder, List<String> changes) {
        Path file = folder.path().resolve("experiment.yaml");
        Experiment before = Experiment.read(file, List.of());
        Experiment after = changes.isEmpty() ? before : Experiment.read(file, completed(changes));
        Map<String, String> changed = changed(before, after);
        for (Map.Entry<String, String> change : changed.entrySet()) {
            String key = change.getKey();
            if (FREE.stream().noneMatch(free -> key.equals(free) || key.startsWith(free + "."))) {
                throw new SettingsException(key + ": a run resumes with the settings that it began with, but for "
                        + String.join(", ", FREE) + "; found " + change.getValue() + "; train again: "
                        + anew(folder, changes));
            }
        }
        return new Continuation(folder, before, after, changed);
    }

    /** A length in epochs takes the place of one in updates, and the other way round. */
    private static List<String> completed(List<String> changes) {
        List<String> all = new ArrayList<>();
        if (sets(changes, EPOCHS) != sets(changes, UPDATES)) {
            all.add((sets(changes, EPOCHS) ? UPDATES : EPOCHS) + "=none");
        }
        all.addAll(changes);
        return all;
    }

    private static boolean sets(List<String> changes, String key) {
        return changes.stream().anyMatch(change -> change.strip().startsWith(key + "="));
    }

    private static Map<String, String> changed(Experiment before, Experiment after) {
        Map<String, String> then = SettingsText.of(before.toYaml()).values();
        Map<String, String> now = SettingsText.of(after.toYaml()).values();
        Set<String> keys = new LinkedHashSet<>(then.keySet());
        keys.addAll(now.keySet());
        Map<String, String> changed = new LinkedHashMap<>();
        for (String key : keys) {
            String was = then.getOrDefault(key, ABSENT);
            String is = now.getOrDefault(key, ABSENT);
            if (!was.equals(is)) {
                changed.put(key, was + " → " + is);
            }
        }
        return changed;
    }

    private static String anew(RunFolder folder, List<String> changes) {
        StringBuilder command = new StringBuilder("pcn4j train " + folder.path().resolve("experiment.yaml"));
        completed(changes)
                .forEach(change ->
                        command.append(" --set ").append(change.matches("[\\w.=+-]*") ? change : "'" + change + "'"));
        return command.toString();
    }

    /**
     * Makes sure that what was done so far is what a training of the new length would have done.
     *
     * @param prepared of the new settings
     * @throws SettingsException if it is not: why, and what to do
     */
    void requireSameCourse(Prepared prepared) {
        long perEpoch = (prepared.train().size() + after.batch() - 1L) / after.batch();
        Length then = before.length();
        Length now = after.length();
        long updates = then.inUpdates(perEpoch);
        long others = now.inUpdates(perEpoch);
        if (updates == others) {
            return;
        }
        String key = now instanceof Length.Epochs ? EPOCHS : UPDATES;
        long done = done();
        if (others < done) {
            throw new SettingsException(String.format(
                    Locale.ROOT,
                    "%s: expected at least what '%s' has done, %d updates of %d an epoch, found %s",
                    key,
                    folder.path(),
                    done,
                    perEpoch,
                    now));
        }
        if (!after.schedule().schedule().agrees(done, updates, others)) {
            throw new SettingsException(String.format(
                    Locale.ROOT,
                    "%s: '%s' cannot be continued to %s: its schedule %s spreads the learning rates over the whole length, and"
                            + " with %d updates in place of %d the first %d would have had others; train again: %s;"
                            + " the schedules constant and steps can be continued",
                    key,
                    folder.path(),
                    now,
                    ScheduleSpec.KIND.nameOf(after.schedule()),
                    others,
                    updates,
                    done,
                    anew(
                            folder,
                            List.of(key + "=" + (now instanceof Length.Epochs epochs ? epochs.count() : others)))));
        }
    }

    private long done() {
        try {
            return Files.isDirectory(folder.checkpoints())
                    ? CheckpointFolder.list(folder.checkpoints()).stream()
                            .mapToLong(CheckpointFolder::updates)
                            .findFirst()
                            .orElse(0)
                    : 0;
        } catch (IOException e) {
            throw new RunException("cannot list the checkpoints in '" + folder.checkpoints() + "': " + Reason.of(e), e);
        }
    }
}
