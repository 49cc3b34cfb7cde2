package org.pcn4j.train.report;

import java.util.Optional;
import org.pcn4j.train.run.Provenance;
import org.pcn4j.train.run.RunFolder;
import org.pcn4j.train.run.RunHistory;
import org.pcn4j.train.run.RunResult;

/**
 * All that a report shows.
 *
 * @param title of the page
 * @param settings the text of the run's settings
 * @param provenance where the numbers come from
 * @param history what was measured
 * @param insight what the last probe saw, if there was one
 * @param diagnosis what a diagnosis found, if there was one
 * @param gallery what the network made, if it makes anything
 * @param result what came of the run, if it is over
 */
public record ReportData(
        String title,
        String settings,
        Provenance provenance,
        RunHistory history,
        Optional<Insight> insight,
        Optional<DiagnosedRun> diagnosis,
        Optional<Gallery> gallery,
        Optional<RunResult> result) {
    /**
     * Reads a run as it stands, under the folder's name.
     *
     * @throws org.pcn4j.train.run.RunException if a file cannot be read, or is damaged
     */
    public static ReportData read(RunFolder run) {
        return new ReportData(
                run.name(),
                run.settings(),
                run.provenance(),
                run.history(),
                Insight.read(run),
                DiagnosedRun.read(run),
                Gallery.read(run),
                run.result());
    }

    /** A run that was not diagnosed. */
    public ReportData(
            String title,
            String settings,
            Provenance provenance,
            RunHistory history,
            Optional<Insight> insight,
            Optional<RunResult> result) {
        this(title, settings, provenance, history, insight, Optional.empty(), Optional.empty(), result);
    }
}
