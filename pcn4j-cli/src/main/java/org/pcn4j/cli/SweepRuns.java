package org.pcn4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.train.checkpoint.CheckpointFolder;
import org.pcn4j.train.file.FolderLock;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;

/**
 * The runs in the folder of a sweep, found by their settings. Other processes may make runs there at the same time. For one
 * thread.
 */
final class SweepRuns {
    private final Path folder;
    private final Set<Path> seen = new HashSet<>();
    private final Map<String, List<RunFolder>> bySettings = new HashMap<>();

    /**
     * Reads which runs there are.
     *
     * @throws RunException if it is no folder, or it or the settings of a run cannot be read
     */
    SweepRuns(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new RunException("cannot make runs in '" + folder + "': it is no folder; choose one by --runs");
        }
        this.folder = folder;
        look();
    }

    /** Reads what others have made since; settings that are known are not read again. */
    private void look() {
        for (RunFolder run : RunFolder.list(folder)) {
            if (seen.add(run.path())) {
                bySettings
                        .computeIfAbsent(run.settings(), unused -> new ArrayList<>())
                        .add(run);
            }
        }
    }

    /** Returns the run of such settings: of several one that is over, or else one that nobody is at. */
    Optional<RunFolder> find(String settings) throws IOException {
        List<RunFolder> all = bySettings.getOrDefault(settings, List.of());
        for (RunFolder run : all) {
            if (run.result().isPresent()) {
                return Optional.of(run);
            }
        }
        for (RunFolder run : all) {
            if (run.failure().isPresent() || !isInUse(run)) {
                return Optional.of(run);
            }
        }
        return all.stream().findFirst();
    }

    /** Tells whether a training is at a run at this moment, of whatever process. */
    static boolean isInUse(RunFolder run) throws IOException {
        return CheckpointFolder.isInUse(run.checkpoints());
    }

    /** Makes a run. */
    @FunctionalInterface
    interface Making<T> {
        T make();
    }

    /**
     * Makes a run, unless there is one of such settings by now; only one process at a time makes one.
     *
     * @return what was made; nothing if there is one
     */
    <T> Optional<T> make(String settings, Making<T> making) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        try (FolderLock lock = FolderLock.take(folder, () -> {})) {
            look();
            return bySettings.containsKey(settings) ? Optional.empty() : Optional.of(making.make());
        } finally {
            look();
        }
    }
}
