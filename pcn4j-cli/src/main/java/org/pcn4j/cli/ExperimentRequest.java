package org.pcn4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.ExperimentException;
import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.settings.SettingsException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * An experiment as a command line asks for it. Short options are other words for settings and nothing else. Immutable.
 *
 * @param spec of the command
 * @param file to begin with; without one all is as it is by default
 * @param settings in place of the file's, as in {@code optimizer.lr=0.01}; of two for one key the later counts
 * @param written how settings were written that were not by {@code --set}; empty for those that nobody wrote
 */
record ExperimentRequest(CommandSpec spec, Optional<Path> file, List<String> settings, Map<String, String> written) {
    private static final String NOBODY = "";
    private static final String SET = "--set ";

    /** Copies the collections. */
    ExperimentRequest {
        settings = List.copyOf(settings);
        written = Map.copyOf(written);
    }

    /** Returns what is asked for by a file and {@code --set} alone. */
    static ExperimentRequest of(CommandSpec spec, Optional<Path> file, List<String> overrides) {
        return new ExperimentRequest(spec, file, overrides, Map.of());
    }

    /** Returns this with another file, as that of a run. */
    ExperimentRequest withFile(Path other) {
        return new ExperimentRequest(spec, Optional.of(other), settings, written);
    }

    /**
     * Returns this with a short option, if it is given.
     *
     * @param key the setting that it stands for
     * @throws ParameterException if that is set by another option as well
     */
    ExperimentRequest with(String option, Optional<String> value, String key) {
        return value.map(text -> with(option + " " + text, List.of(key + "=" + text)))
                .orElse(this);
    }

    /**
     * Returns this with what an option stands for.
     *
     * @param option as it is written, with its value
     * @throws ParameterException if one of the settings is set by another option as well
     */
    ExperimentRequest with(String option, List<String> meant) {
        ExperimentRequest changed = this;
        for (String setting : meant) {
            String key = key(setting);
            saying(key).ifPresent(other -> {
                throw new ParameterException(
                        spec.commandLine(),
                        option + ": " + key + " is set by " + written.getOrDefault(other, SET + other)
                                + " as well: expected one of them");
            });
            changed = changed.plus(setting, option);
        }
        return changed;
    }

    /** Returns this with what a command means where nothing is said. */
    ExperimentRequest withDefault(String key, String value) {
        boolean said = settings.stream().anyMatch(setting -> says(setting, key) || saysAllAround(setting, key));
        return said ? this : plus(key + "=" + value, NOBODY);
    }

    /** Puts a setting before all others, so that one of its whole section by --set contradicts it. */
    private ExperimentRequest plus(String setting, String option) {
        List<String> more = new ArrayList<>(List.of(setting));
        more.addAll(settings);
        Map<String, String> words = new LinkedHashMap<>(written);
        words.put(setting, option);
        return new ExperimentRequest(spec, file, more, words);
    }

    /** Returns this with another value of a section, in place of all that is set in it. */
    ExperimentRequest withAnother(String section, String name, String option) {
        List<String> others =
                settings.stream().filter(setting -> !isWithin(setting, section)).toList();
        return new ExperimentRequest(spec, file, others, written).plus(section + "=" + name, option);
    }

    /** Tells whether a key, or one in the section of this name, is set by an option. */
    boolean says(String section) {
        return within(section).isPresent();
    }

    /** Returns how the first setting of a section is written, if one is set by an option. */
    Optional<String> within(String section) {
        return settings.stream()
                .filter(setting -> isWithin(setting, section))
                .findFirst()
                .map(setting -> written.getOrDefault(setting, SET + setting));
    }

    private Optional<String> saying(String key) {
        return settings.stream().filter(setting -> says(setting, key)).findFirst();
    }

    private static String key(String setting) {
        int equals = setting.indexOf('=');
        return equals < 0 ? setting : setting.substring(0, equals).strip();
    }

    private static boolean says(String setting, String key) {
        String found = key(setting);
        return found.equals(key) || found.equals(key + ".name");
    }

    private static boolean isWithin(String setting, String section) {
        String found = key(setting);
        return found.equals(section) || found.startsWith(section + ".");
    }

    /** Tells whether a whole section is set that the key is in. */
    private static boolean saysAllAround(String setting, String key) {
        return key.startsWith(key(setting) + ".")
                && setting.substring(setting.indexOf('=') + 1).strip().startsWith("{");
    }

    /**
     * Reads the experiment.
     *
     * @throws ParameterException if the file, or what is set in its place, is not as it should be
     */
    Experiment read() {
        try {
            return file.isPresent() ? Experiment.read(file.get(), settings) : Experiment.read("", settings);
        } catch (SettingsException e) {
            throw misuse(e);
        }
    }

    /** Returns the complaint about an experiment that does not fit its data, by the options as they are written. */
    ParameterException misuse(ExperimentException e) {
        return misuse((RuntimeException) e);
    }

    private ParameterException misuse(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        for (Map.Entry<String, String> each : written.entrySet()) {
            String place = SET + OneLine.shortened(each.getKey());
            message = each.getValue().equals(NOBODY)
                    ? without(message, place)
                    : message.replace(place, OneLine.shortened(each.getValue()));
        }
        return new ParameterException(spec.commandLine(), message, e);
    }

    /** Takes a place out of a message that nobody can look up, before the complaint or among others behind it. */
    private static String without(String message, String place) {
        String quoted = Pattern.quote(place);
        return message.replaceAll("[\\w.\\[\\]-]+: " + quoted + "(?=[,)])", "")
                .replaceAll("^" + quoted + ": ", "")
                .replaceAll("(, )+(?=\\))|(?<=\\()(, )+", "")
                .replace(" ()", "");
    }
}
