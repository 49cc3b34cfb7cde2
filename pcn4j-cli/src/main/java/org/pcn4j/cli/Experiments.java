package org.pcn4j.cli;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pcn4j.network.Network;
import org.pcn4j.train.Backends;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Regression;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.ExperimentException;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;
import org.pcn4j.train.settings.SettingsException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What commands that take experiments have in common: how they read and name them and speak of them. */
final class Experiments {
    private static final double PERCENT = 100;
    private static final double LARGE = 1e5;
    private static final int DIGITS = 6;
    private static final int LONGEST = 15;

    private Experiments() {}

    /**
     * Reads an experiment file.
     *
     * @throws ParameterException if the file or an override is not as it should be
     */
    static Experiment read(CommandSpec spec, Path file, List<String> overrides) {
        try {
            return Experiment.read(file, overrides);
        } catch (SettingsException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Returns the network of an experiment.
     *
     * @throws ParameterException if it does not fit the data
     */
    static Network network(ExperimentRequest request, Experiment experiment, DataAccess access)
            throws InterruptedException {
        try {
            return experiment.network(access);
        } catch (ExperimentException e) {
            throw request.misuse(e);
        }
    }

    /**
     * Says on standard error why there are no dense kernels, if a rule would be faster by them. To be said once a command.
     *
     * @return whether there was anything to say
     */
    static boolean tellMissing(Backends backends, CommandSpec spec) {
        Optional<String> notice = backends.notice();
        PrintWriter err = spec.commandLine().getErr();
        notice.ifPresent(line -> err.println("note: " + line));
        err.flush();
        return notice.isPresent();
    }

    /** Returns the file's name without its ending. */
    static String name(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** Returns the words that the program was called with. */
    static List<String> command(CommandSpec spec) {
        List<String> words = new ArrayList<>(List.of("pcn4j"));
        words.addAll(spec.commandLine().getParent().getParseResult().originalArgs());
        return words;
    }

    /** Says in a line what is going to be learned. */
    static String described(Prepared prepared) {
        return String.format(
                Locale.ROOT,
                "%s by %s, %,d parameters, %,d samples of %s",
                prepared.experiment().model().name(),
                prepared.experiment().rule().label(),
                prepared.network().parameterCount(),
                prepared.train().size(),
                prepared.experiment().data().name());
    }

    /** Says in a line how well a network does. */
    static String described(Evaluation evaluation) {
        StringBuilder line = new StringBuilder();
        evaluation.accuracy().ifPresent(share -> line.append(percent(share)).append(" right, "));
        line.append(measured(evaluation.numbers()))
                .append(evaluation.scored().label())
                .append(' ')
                .append(loss(evaluation.loss()));
        if (evaluation.top().size() >= 5) {
            line.append(", ").append(percent(evaluation.topAccuracy(5))).append(" among the first 5");
        }
        evaluation
                .perplexity()
                .ifPresent(perplexity -> line.append(String.format(Locale.ROOT, ", perplexity %.3f", perplexity)));
        return line.append(String.format(Locale.ROOT, " (%,d targets)", evaluation.targets()))
                .toString();
    }

    /** Returns what goes before a number's errors: its name, where there are several. */
    static String named(Regression number, List<Regression> all) {
        return all.size() > 1 ? number.name() + " " : "";
    }

    /** Says in a few words how well numbers are predicted, with a comma after each; nothing where there are none. */
    static String measured(List<Regression> numbers) {
        return numbers.stream()
                .map(number -> named(number, numbers) + measured(number) + ", ")
                .collect(Collectors.joining());
    }

    /** Says in a few words how well a number is predicted, in its own unit. */
    private static String measured(Regression number) {
        return "RMSE " + number(number.rmse()) + ", MAE " + number(number.mae())
                + (Double.isNaN(number.r2()) ? "" : String.format(Locale.ROOT, ", R² %.4f", number.r2()));
    }

    /** Returns a number of any size in six digits that count. */
    static String number(double number) {
        if (!Double.isFinite(number) || number == 0) {
            return Double.toString(number);
        }
        BigDecimal rounded = new BigDecimal(number).round(new MathContext(Math.max(DIGITS, whole(number))));
        String plain = rounded.stripTrailingZeros().toPlainString();
        return plain.length() <= LONGEST ? plain : String.format(Locale.ROOT, "%.5e", number);
    }

    /** Returns how many digits stand before the point: none of them is rounded away. */
    private static int whole(double number) {
        return Math.min(LONGEST, Math.max(1, (int) Math.floor(Math.log10(Math.abs(number))) + 1));
    }

    /** Returns a loss, in few digits however large it is. */
    static String loss(double loss) {
        return String.format(Locale.ROOT, Math.abs(loss) < LARGE ? "%.4f" : "%.3e", loss);
    }

    /**
     * Returns the file of a model that is named by itself or by its run.
     *
     * @throws RunException if the run is not over
     */
    static Path model(Path model) {
        if (!Files.isDirectory(model)) {
            return model;
        }
        RunFolder folder = RunFolder.open(model);
        if (!Files.exists(folder.model())) {
            throw new RunException("'" + model + "' has no model" + folder.next());
        }
        return folder.model();
    }

    /**
     * Makes sure that a model answers by a forward pass, as what compares it with backpropagation needs; before its rules are
     * looked at, some of which such a network refuses.
     *
     * @throws ParameterException if it is asked from any end
     */
    static void requireForward(Experiment experiment, CommandLine command) {
        if (!experiment.model().answersByForwardPass()) {
            throw new ParameterException(
                    command,
                    "the model " + experiment.model().name() + " is asked from any end, by inference: "
                            + command.getCommandName() + " takes models whose forward pass answers");
        }
    }

    /** Returns a share as a percentage of two digits. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", PERCENT * share);
    }
}
