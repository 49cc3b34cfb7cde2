package org.pcn4j.analysis;

import org.pcn4j.analysis.ComparisonReport.Failure;

/** Follows a comparison while it runs, on the thread that runs it, and may end it early. */
public interface ComparisonListener {
    /**
     * A rule has done an update.
     *
     * @param rule its name
     * @param update counted from 1
     * @param loss before the update, as a mean over the samples
     */
    default void updated(String rule, long update, double loss) {}

    /** A rule has been stopped, or could not begin; the others go on. */
    default void failed(Failure failure) {}

    /** A rule has done its last update and is about to be evaluated on the test samples. */
    default void testing(String rule) {}

    /**
     * Tells whether to stop. Asked before each round of updates and each batch of test samples, so that all rules will
     * have done equally many updates; what was measured until then is reported.
     */
    default boolean isCancelled() {
        return false;
    }
}
