package org.pcn4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Progress;
import org.pcn4j.train.TrainingListener;
import org.pcn4j.train.run.RunFolder;

/** Takes a run's folder to the driver when training begins and after each checkpoint, and tells there how far it is. */
final class Keeping implements TrainingListener {
    private final Courier courier;
    private final RunFolder folder;
    private Map<String, FolderState.Stamp> kept = new TreeMap<>();

    Keeping(Courier courier, RunFolder folder) {
        this.courier = courier;
        this.folder = folder;
    }

    /**
     * Takes the folder there as it is now.
     *
     * @throws UncheckedIOException if the driver cannot be reached or has no room
     */
    void keep() {
        try {
            kept = courier.keep(folder.path(), kept);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private void tell(String line) {
        try {
            courier.tell(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public void resumed(Progress progress, Path checkpoint) {
        tell("Run " + folder.name() + " resumes after update " + progress.updates() + " of " + progress.ofUpdates());
    }

    @Override
    public void began(Progress progress) {
        if (progress.updates() == 0) {
            tell("Run " + folder.name() + " begins: " + progress.ofUpdates() + " updates");
        }
        keep();
    }

    @Override
    public void warned(String warning) {
        tell("warning: " + warning);
    }

    @Override
    public void evaluated(Progress progress, Evaluation evaluation) {
        String accuracy = evaluation.accuracy().isPresent()
                ? String.format(
                        Locale.ROOT,
                        "%.2f %% right, ",
                        100 * evaluation.accuracy().getAsDouble())
                : "";
        tell(String.format(
                Locale.ROOT,
                "Update %d of %d: %s%s %.4f on %d validation samples",
                progress.updates(),
                progress.ofUpdates(),
                accuracy,
                evaluation.scored().label(),
                evaluation.loss(),
                evaluation.targets()));
    }

    @Override
    public void saved(Progress progress, Path checkpoint) {
        keep();
    }
}
