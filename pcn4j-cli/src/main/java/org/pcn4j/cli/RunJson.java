package org.pcn4j.cli;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.train.run.Metric;
import org.pcn4j.train.run.Provenance;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;
import org.pcn4j.train.run.RunHistory;
import org.pcn4j.train.run.RunResult;
import org.pcn4j.train.settings.SettingsText;

/**
 * A run in a few keys, for other programs.
 *
 * @param name of the folder
 * @param path of the folder
 * @param state in a word or two, as {@code runs list} shows it
 * @param failure why it failed, if it did
 * @param damage which of its files cannot be read, in a line, if one cannot
 * @param updates that are done, as far as was written
 * @param epoch the same in epochs
 * @param trainLoss of the last batch
 * @param validation what was found last on the samples held back
 * @param step how large the rule's step was last beside what it must stay below, where that was measured
 * @param result what came of it in the end
 * @param started when it began
 * @param ended when it ended
 * @param seconds that it was at work
 */
record RunJson(
        String name,
        String path,
        String state,
        Optional<String> failure,
        Optional<String> damage,
        Optional<Long> updates,
        Optional<Double> epoch,
        Optional<Double> trainLoss,
        Optional<Metric.Evaluated> validation,
        Optional<Metric.Stepped> step,
        Optional<RunResult> result,
        Optional<Instant> started,
        Optional<Instant> ended,
        Optional<Double> seconds) {
    /** The runs of a folder. */
    record Listed(String folder, List<RunJson> runs) {}

    /** A run in all its keys. */
    record Shown(RunJson run, Provenance provenance, Map<String, String> settings, List<Metric.Evaluated> evaluations) {
        static Shown of(RunFolder run) {
            return new Shown(
                    RunJson.of(run),
                    run.provenance(),
                    SettingsText.of(run.settings()).values(),
                    run.history().evaluations());
        }
    }

    /** Runs side by side; of each setting the values in the order of the runs, null where a run has none. */
    record Compared(List<RunJson> runs, Map<String, List<Optional<String>>> settings) {}

    static RunJson of(RunFolder run) {
        RunHistory history = run.history();
        Provenance provenance = run.provenance();
        return new RunJson(
                run.name(),
                run.path().toString(),
                state(provenance),
                provenance.failure(),
                history.damage(),
                Optional.of(history.lastUpdate().map(Metric::update).orElse(0L)),
                Optional.of(history.lastUpdate().map(Metric::epoch).orElse(0.0)),
                history.lastUpdate().map(Metric.Updated::loss),
                history.lastEvaluation(),
                history.lastStep(),
                run.result(),
                Optional.of(provenance.started()),
                provenance.ended(),
                Optional.of(provenance.time().toMillis() / 1e3));
    }

    /** Returns a run that cannot be read as one of which nothing is known but that. */
    static RunJson orDamaged(RunFolder run) {
        try {
            return of(run);
        } catch (RunException e) {
            return new RunJson(
                    run.name(),
                    run.path().toString(),
                    "damaged",
                    Optional.empty(),
                    Optional.ofNullable(e.getMessage()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /** Returns how it ended in a word or two; why it failed is told elsewhere. */
    static String state(Provenance provenance) {
        return provenance.end().orElse("not over").replaceFirst("(?s)^(failed|broke off): .*", "$1");
    }
}
