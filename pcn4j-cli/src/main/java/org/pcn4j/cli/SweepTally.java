package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.pcn4j.train.run.RunFolder;
import org.pcn4j.train.run.RunResult;

/** What came of a setting with its seeds, as far as its runs are over. For one thread. */
final class SweepTally {
    private final List<Seeded> runs = new ArrayList<>();

    /** What is measured. */
    enum Measure {
        /** The share that is right, from 0 to 1: the more the better. */
        ACCURACY,
        /** The mean loss: the less the better. */
        LOSS
    }

    /**
     * A run that is over.
     *
     * @param run the folder's name
     * @param failure why it failed, if it did
     * @param validation what was measured last on the samples held back
     * @param test what was measured on the test samples in the end
     * @param seconds that it was at work
     */
    record Seeded(
            String run,
            long seed,
            Optional<String> failure,
            Optional<Measure> measure,
            OptionalDouble validation,
            OptionalDouble test,
            double seconds) {}

    /** Adds a run that came to its end. */
    void add(RunFolder run, long seed, RunResult result) {
        Measure measure = result.accuracy().isPresent() ? Measure.ACCURACY : Measure.LOSS;
        OptionalDouble validation = run.history()
                .lastEvaluation()
                .map(found -> measure == Measure.ACCURACY ? found.accuracy() : OptionalDouble.of(found.loss()))
                .orElse(OptionalDouble.empty());
        add(new Seeded(
                run.name(),
                seed,
                Optional.empty(),
                Optional.of(measure),
                validation,
                OptionalDouble.of(result.accuracy().orElse(result.loss())),
                seconds(run)));
    }

    /** Adds a run that failed. */
    void addFailed(RunFolder run, long seed, String why) {
        add(new Seeded(
                run.name(),
                seed,
                Optional.of(why),
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                seconds(run)));
    }

    /** Whoever made them, and in whatever order: the same runs are the same table. */
    private void add(Seeded run) {
        runs.add(run);
        runs.sort(Comparator.comparingLong(Seeded::seed));
    }

    private static double seconds(RunFolder run) {
        return run.provenance().time().toMillis() / 1e3;
    }

    List<Seeded> runs() {
        return List.copyOf(runs);
    }

    int failed() {
        return (int) runs.stream().filter(run -> run.failure().isPresent()).count();
    }

    int done() {
        return runs.size() - failed();
    }

    /** Returns what is measured; a loss where nothing is. */
    Measure measure() {
        return runs.stream().flatMap(run -> run.measure().stream()).findFirst().orElse(Measure.LOSS);
    }

    Spread validation() {
        return spread(Seeded::validation);
    }

    Spread test() {
        return spread(Seeded::test);
    }

    Spread seconds() {
        return spread(run -> run.failure().isPresent() ? OptionalDouble.empty() : OptionalDouble.of(run.seconds()));
    }

    private Spread spread(Function<Seeded, OptionalDouble> number) {
        return Spread.of(
                runs.stream().flatMap(run -> number.apply(run).stream().boxed()).toList());
    }

    /** Returns the share of seeds that failed; more than 1 where no run is over, about which nothing is known. */
    double failedShare() {
        return runs.isEmpty() ? 2 : (double) failed() / runs.size();
    }

    /** Returns a number that is the less the better: by validation, or by the test samples where nothing was held back. */
    double loss() {
        Spread validation = validation();
        double mean = validation.count() > 0 ? validation.mean() : test().mean();
        return Double.isNaN(mean) ? Double.POSITIVE_INFINITY : measure() == Measure.ACCURACY ? -mean : mean;
    }
}
