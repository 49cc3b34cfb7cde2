package org.pcn4j.train.report;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.network.Drawing;
import org.pcn4j.network.Network;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a probe saw that is no curve: the file {@code insight.json} of a run.
 *
 * @param update after how many updates
 * @param rule what the network learns by
 * @param parameters how many numbers it learns
 * @param drawing of the network, a whole SVG document
 * @param plan of the rule as a grid; empty for rules without one
 * @param divergences of the rule's update from backpropagation's, by parameter
 * @param evaluated how many samples the confusion and the mistakes are of
 * @param confusion if the samples have classes
 * @param mistakes the wrong predictions that the network is surest of, the surest first
 * @param filters the first layer's weights, if they can be seen
 * @param among which samples were looked at, the first of them; unknown of runs that were probed by an earlier version
 */
public record Insight(
        long update,
        String rule,
        long parameters,
        String drawing,
        String plan,
        List<Divergence> divergences,
        int evaluated,
        Optional<ConfusionTable> confusion,
        List<Mistake> mistakes,
        List<Picture> filters,
        Optional<Among> among) {
    /**
     * Samples of which some were looked at.
     *
     * @param name as in {@code validation samples}
     * @param size how many there are
     */
    public record Among(String name, long size) {}

    /**
     * A sample that was taken for another class.
     *
     * @param index of the sample
     * @param truth the name of its class
     * @param guess the name of the class it was taken for
     * @param certainty of the guess: its probability after a cross-entropy, its output otherwise
     * @param picture of the sample, if it can be seen
     */
    public record Mistake(int index, String truth, String guess, double certainty, Optional<Picture> picture) {}

    /** Copies the lists. */
    public Insight {
        divergences = List.copyOf(divergences);
        mistakes = List.copyOf(mistakes);
        filters = List.copyOf(filters);
    }

    /**
     * What is seen of a network that no probe compares with backpropagation: how it is built, how it learns, what it answers.
     *
     * @param update after how many updates
     * @param rule what the network learns by
     * @param plan of the rule as a grid; empty for rules without one
     * @param confusion of all of these samples, if they have classes
     * @param among the samples
     */
    public static Insight ofAnswers(
            long update, String rule, Network network, String plan, Optional<ConfusionTable> confusion, Among among) {
        return new Insight(
                update,
                rule,
                network.parameterCount(),
                Drawing.svg(network),
                plan,
                List.of(),
                Math.toIntExact(among.size()),
                confusion,
                List.of(),
                List.of(),
                Optional.of(among));
    }

    /** Returns which samples the confusion and the mistakes are of, in words. */
    String evaluatedSamples() {
        String count = NumberText.grouped(evaluated);
        return among.map(all -> evaluated < all.size()
                        ? "the first " + count + " of " + NumberText.grouped(all.size()) + " " + all.name()
                        : "all " + count + " " + all.name())
                .orElse(count + " samples");
    }

    /**
     * Writes this into a run, in place of an earlier one.
     *
     * @throws RunException if it cannot be written
     */
    public void write(RunFolder run) {
        try {
            WholeFile.write(run.insight(), JsonMapper.shared().writeValueAsString(this));
        } catch (IOException e) {
            throw new RunException("cannot write '" + run.insight() + "': " + Reason.of(e), e);
        }
    }

    /**
     * Reads the last one of a run.
     *
     * @return nothing if the run was not probed
     * @throws RunException if it cannot be read, or is damaged
     */
    static Optional<Insight> read(RunFolder run) {
        if (!Files.exists(run.insight())) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonMapper.shared().readValue(Files.readString(run.insight()), Insight.class));
        } catch (IOException e) {
            throw new RunException("cannot read '" + run.insight() + "': " + Reason.of(e), e);
        } catch (JacksonException | NullPointerException | IllegalArgumentException e) {
            throw new RunException("'" + run.insight() + "' is damaged: " + e.getMessage(), e);
        }
    }
}
