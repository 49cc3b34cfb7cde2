package org.pcn4j.train.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.analysis.StepSize;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Progress;
import org.pcn4j.train.Regression;
import org.pcn4j.train.Training;
import org.pcn4j.train.TrainingListener;

/**
 * Shows training in TensorBoard, by the number of the update: {@code train/loss} every so many updates, {@code
 * validation/loss} and, of classes, {@code validation/accuracy} of every evaluation. The events' file is begun when training
 * begins, and another one when it goes on. For one run and one thread; close it if training may end by an exception.
 */
public final class TensorBoardListener implements TrainingListener, AutoCloseable {
    private final Path folder;
    private final long every;
    private Optional<EventFile> events = Optional.empty();

    /**
     * Prepares to write.
     *
     * @param folder of the run, made if it is not there
     * @param every so many updates the loss is written, at least 1
     * @throws IllegalArgumentException if it is less
     */
    public TensorBoardListener(Path folder, long every) {
        if (every < 1) {
            throw new IllegalArgumentException("the loss must be written every 1 update or more, not every " + every);
        }
        this.folder = folder;
        this.every = every;
    }

    /** Begins a file. */
    @Override
    public void began(Progress progress) {
        close();
        long done = progress.updates();
        events = Optional.of(done == 0 ? EventFile.create(folder) : EventFile.resume(folder, done + 1));
    }

    @Override
    public void updated(Progress progress, double loss) {
        if (progress.updates() % every == 0) {
            open().scalar("train/loss", progress.updates(), loss);
        }
    }

    @Override
    public void evaluated(Progress progress, Evaluation evaluation) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("validation/" + evaluation.scored().label(), evaluation.loss());
        evaluation.accuracy().ifPresent(accuracy -> numbers.put("validation/accuracy", accuracy));
        for (Regression number : evaluation.numbers()) {
            String group = evaluation.numbers().size() > 1 ? "validation/" + number.name() + "/" : "validation/";
            numbers.put(group + "rmse", number.rmse());
            numbers.put(group + "mae", number.mae());
            numbers.put(group + "r2", number.r2());
        }
        open().scalars(progress.updates(), numbers);
    }

    @Override
    public void stepMeasured(Progress progress, String rule, StepSize step) {
        open().scalar("inference/gamma lambda", progress.updates(), step.product());
    }

    private EventFile open() {
        return events.orElseThrow(() -> new IllegalStateException("nothing can be written before training began"));
    }

    /** Closes the file. */
    @Override
    public void ended(Training training) {
        close();
    }

    /** Closes the file. */
    @Override
    public void close() {
        events.ifPresent(EventFile::close);
        events = Optional.empty();
    }
}
