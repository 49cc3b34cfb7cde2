package org.pcn4j.train.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.pcn4j.network.Parameters;
import org.pcn4j.train.checkpoint.Checkpoint;
import org.pcn4j.train.checkpoint.CheckpointFolder;
import org.pcn4j.train.file.FileFormatException;
import org.pcn4j.train.model.Model;
import org.pcn4j.train.model.Renaming;
import org.pcn4j.train.run.Metric;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;

/** Which of the states that a run has saved is meant. */
public enum RunState {
    /** After the most updates. */
    LAST,
    /** When the loss on the validation samples was least. */
    BEST;

    /**
     * Reads a run's network from its checkpoints, whether or not the run is over. Where the newest is damaged, the one
     * before it is taken.
     *
     * @param prepared the run's experiment
     * @param warnings hears, in a line each, of checkpoints that are damaged
     * @return a model that the caller closes
     * @throws RunException if there is no such checkpoint
     * @throws FileFormatException if it is damaged or another network's
     * @throws IOException if it cannot be read
     */
    public static Model model(RunFolder folder, Prepared prepared, RunState state, Consumer<String> warnings)
            throws IOException {
        List<Path> files = files(folder, state);
        for (int i = 0; ; i++) {
            try (Checkpoint checkpoint = Checkpoint.read(files.get(i));
                    Parameters parameters = prepared.parameters()) {
                checkpoint.restore(parameters);
                return prepared.model(parameters);
            } catch (FileFormatException e) {
                if (i == files.size() - 1) {
                    throw e;
                }
                warnings.accept(e.getMessage() + "; the checkpoint before it is taken");
            }
        }
    }

    /**
     * Reads weights from another file: as {@link Model#importing}.
     *
     * @return a model that the caller closes
     */
    public static Model imported(Prepared prepared, Path weights, Renaming renaming, Consumer<String> warnings)
            throws IOException {
        return Model.importing(weights, prepared.description(), renaming, warnings);
    }

    /**
     * Returns the file of a state.
     *
     * @throws RunException if there is no such checkpoint
     * @throws IOException if the folder cannot be read
     */
    public static Path file(RunFolder folder, RunState state) throws IOException {
        return files(folder, state).get(0);
    }

    /** Returns at least one file: all that will do, the best first. */
    private static List<Path> files(RunFolder folder, RunState state) throws IOException {
        List<Path> all =
                Files.isDirectory(folder.checkpoints()) ? CheckpointFolder.list(folder.checkpoints()) : List.of();
        List<Path> files = state == LAST ? all : best(folder, all).stream().toList();
        if (files.isEmpty()) {
            throw new RunException("'" + folder.path() + "' has saved no checkpoint"
                    + (state == LAST
                            ? folder.next()
                            : " that was evaluated on validation samples; --state last takes the newest"));
        }
        return files;
    }

    private static Optional<Path> best(RunFolder folder, List<Path> files) {
        return folder.history().evaluations().stream()
                .filter(evaluated -> !Double.isNaN(evaluated.loss()))
                .min(Comparator.comparingDouble(Metric.Evaluated::loss))
                .flatMap(evaluated -> files.stream()
                        .filter(file -> CheckpointFolder.updates(file) == evaluated.update())
                        .findFirst());
    }
}
