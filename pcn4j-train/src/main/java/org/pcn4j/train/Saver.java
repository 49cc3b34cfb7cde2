package org.pcn4j.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Parameters;
import org.pcn4j.train.checkpoint.Checkpoint;
import org.pcn4j.train.checkpoint.CheckpointFolder;
import org.pcn4j.train.file.Reason;

/** Writes a training's checkpoints, keeps those that are to stay, and finds the one from which to go on. */
final class Saver implements AutoCloseable {
    private final Checkpoints wanted;
    private final CheckpointFolder folder;
    private final Snapshots snapshots;
    private final Parameters parameters;
    private final Listeners listeners;

    private Saver(
            Checkpoints wanted,
            CheckpointFolder folder,
            Snapshots snapshots,
            Parameters parameters,
            Listeners listeners) {
        this.wanted = wanted;
        this.folder = folder;
        this.snapshots = snapshots;
        this.parameters = parameters;
        this.listeners = listeners;
    }

    /**
     * Opens the folder.
     *
     * @throws TrainingException if it cannot be used
     */
    static Saver open(Checkpoints wanted, Snapshots snapshots, Parameters parameters, Listeners listeners) {
        try {
            CheckpointFolder folder = CheckpointFolder.open(wanted.folder());
            return new Saver(wanted, folder, snapshots, parameters, listeners);
        } catch (IOException e) {
            String message = "checkpoints cannot be written to the folder '" + wanted.folder() + "': " + Reason.of(e);
            throw e instanceof CheckpointFolder.InUseException
                    ? new TrainingException.InUse(message, e)
                    : new TrainingException(message, e);
        }
    }

    /**
     * Makes sure that a training that begins does not mix its checkpoints with others.
     *
     * @throws TrainingException if there are any
     */
    Position begin() {
        if (!list().isEmpty()) {
            throw new TrainingException("the folder '" + folder + "' holds checkpoints already: resume their training,"
                    + " or choose another folder");
        }
        return Position.BEGINNING;
    }

    /**
     * Restores the newest checkpoint that can be read, or begins if there is none.
     *
     * @throws TrainingException if none of several can be read, or the checkpoint is of another training
     */
    Position resume() {
        List<Path> files = list();
        for (Path file : files) {
            try (Checkpoint checkpoint = Checkpoint.read(file)) {
                return restore(file, checkpoint);
            } catch (IOException e) {
                listeners.warn(
                        "a checkpoint cannot be read and the one before it is taken, if there is one: " + Reason.of(e));
            }
        }
        if (!files.isEmpty()) {
            throw new TrainingException("no checkpoint in '" + folder + "' can be read, of " + files.size());
        }
        return Position.BEGINNING;
    }

    private Position restore(Path file, Checkpoint checkpoint) {
        try {
            Position position = snapshots.restore(checkpoint);
            snapshots.warnings(checkpoint).forEach(listeners::warn);
            listeners.resumed(position, file);
            return position;
        } catch (IllegalArgumentException e) {
            throw new TrainingException("training cannot resume from '" + file + "': " + e.getMessage(), e);
        }
    }

    private List<Path> list() {
        try {
            return folder.list();
        } catch (IOException e) {
            throw new TrainingException("the checkpoints in '" + folder + "' cannot be listed: " + Reason.of(e), e);
        }
    }

    /** Tells whether a checkpoint is to be written after this progress. */
    boolean isDue(Position position, Progress progress) {
        return wanted.every().stream().anyMatch(length -> length.isDue(progress))
                || (position.isEvaluated() && position.best().stream().anyMatch(best -> best == position.update()));
    }

    /**
     * Writes a checkpoint and deletes those that need not stay.
     *
     * @param rule that has made it what it is
     * @throws TrainingException if it cannot be written; all others are then as they were
     */
    void save(Position position, Rule rule) {
        requireFinite(position, rule);
        try (Checkpoint checkpoint = snapshots.take(position)) {
            listeners.saved(position, folder.write(checkpoint));
        } catch (IOException e) {
            throw new TrainingException(
                    "the checkpoint of update " + position.update() + " cannot be written to '" + folder + "', where "
                            + "older ones are as they were: " + Reason.of(e),
                    e);
        }
        try {
            folder.prune(position.update(), wanted.last(), position.best());
        } catch (IOException e) {
            listeners.warn("an old checkpoint cannot be deleted: " + Reason.of(e));
        }
    }

    /** What can never become better must not take the place of what can. */
    private void requireFinite(Position position, Rule rule) {
        parameters.notFinite().ifPresent(name -> {
            throw new TrainingException.NotFinite("'" + name + "' is no longer finite after update " + position.update()
                    + ": " + Remedy.of(rule) + "; no checkpoint was written of it");
        });
    }

    @Override
    public void close() {
        try {
            folder.close();
        } catch (IOException e) {
            listeners.warn("the folder '" + folder + "' cannot be given back: " + Reason.of(e));
        }
    }
}
