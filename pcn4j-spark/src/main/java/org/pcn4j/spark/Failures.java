package org.pcn4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.pcn4j.data.DataException;
import org.pcn4j.tensor.RankException;
import org.pcn4j.train.TrainingException;
import org.pcn4j.train.experiment.ExperimentException;
import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.settings.SettingsException;

/** What comes of failures: which of them another attempt may not meet, and how each is told in one line. */
final class Failures {
    private Failures() {}

    /**
     * Tells whether the same would happen again wherever it is tried: another attempt may find other ranks, another disk or another
     * network, but no other settings, data or numbers.
     */
    static boolean wouldComeAgain(Throwable e) {
        if (e instanceof TrainingException) {
            return e instanceof TrainingException.NotFinite || e instanceof TrainingException.Unstable;
        }
        // A file that is not there is told so by its reader, with the system's complaint behind it.
        if (e instanceof DataException || e instanceof SettingsException || e instanceof ExperimentException) {
            return true;
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RankException
                    || cause instanceof RunException
                    || cause instanceof IOException
                    || cause instanceof UncheckedIOException
                    || cause instanceof InterruptedException) {
                return false;
            }
        }
        return true;
    }

    /** Returns what is told of one of ours, or of Spark's, whose messages have many lines and the causes' stacks. */
    static String firstLine(Throwable e) {
        String message = Optional.ofNullable(e.getMessage()).orElse("");
        return message.isBlank() || !message.contains("\n")
                ? Reason.of(e)
                : OneLine.of(message.lines()
                        .filter(line -> !line.isBlank())
                        .findFirst()
                        .orElse(""));
    }
}
