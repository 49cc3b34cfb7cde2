package org.pcn4j.train.run;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Regression;
import org.pcn4j.train.Scored;
import org.pcn4j.train.Training;

/**
 * What came of a run.
 *
 * @param updates that were done
 * @param end why training ended
 * @param samples that the network was evaluated on in the end, which it never learned from
 * @param loss the mean over them
 * @param accuracy the share that is right, from 0 to 1; none where targets are numbers
 * @param numbers the errors of each number that is learned, in its own unit; empty where classes are
 * @param scored what the number called loss here is
 * @param arithmetic what carried the rules out, as in {@code fused}, after the last interruption; not known of runs of earlier versions
 */
public record RunResult(
        long updates,
        Training.End end,
        long samples,
        double loss,
        OptionalDouble accuracy,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Regression> numbers,
        Scored scored,
        Optional<String> arithmetic) {

    /** Copies the list. */
    public RunResult {
        scored = Objects.requireNonNullElse(scored, Scored.LOSS);
        arithmetic = Objects.requireNonNullElse(arithmetic, Optional.empty());
        numbers = List.copyOf(numbers);
    }

    /** What came of a run that learned no numbers. */
    public RunResult(long updates, Training.End end, long samples, double loss, OptionalDouble accuracy) {
        this(updates, end, samples, loss, accuracy, List.of(), Scored.LOSS, Optional.empty());
    }

    /**
     * Returns the result of a training whose network was evaluated so.
     *
     * @param arithmetic what carried the rules out
     */
    public static RunResult of(Training training, Evaluation test, String arithmetic) {
        return new RunResult(
                training.progress().updates(),
                training.end(),
                test.targets(),
                test.loss(),
                test.accuracy(),
                test.numbers(),
                test.scored(),
                Optional.of(arithmetic));
    }

    /** Returns this as JSON. */
    String json() {
        return JsonPage.of(this);
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @param file to be named in messages
     * @throws RunException if it is damaged
     */
    static RunResult parse(String json, String file) {
        return JsonPage.read(file, () -> JsonPage.MAPPER.readValue(json, RunResult.class));
    }
}
