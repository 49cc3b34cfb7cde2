package org.pcn4j.train.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
     * Reads a run's network from its checkpoints, whether or not the run is over.
     *
     * @param prepared the run's experiment
     * @return a model that the caller closes
     * @throws RunException if there is no such checkpoint
     * @throws FileFormatException if it is damaged or another network's
     * @throws IOException if it cannot be read
     */
    public static Model model(RunFolder folder, Prepared prepared, RunState state) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.read(file(folder, state));
                Parameters parameters = prepared.parameters()) {
            checkpoint.restore(parameters);
            return prepared.model(parameters);
        }
    }

    /**
     * Reads weights from another file: as {@link Model#importing}.
     *
     * @return a model that the caller closes
     */
    public static Model imported(Prepared prepared, Path weights) throws IOException {
        return Model.importing(weights, prepared.description(), Renaming.NONE);
    }

    private static Path file(RunFolder folder, RunState state) throws IOException {
        List<Path> files =
                Files.isDirectory(folder.checkpoints()) ? CheckpointFolder.list(folder.checkpoints()) : List.of();
        Optional<Path> found = state == LAST ? files.stream().findFirst() : best(folder, files);
        return found.orElseThrow(() -> new RunException("'" + folder.path() + "' has saved no "
                + (state == LAST ? "checkpoint yet" : "checkpoint that was judged by validation samples")));
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
