package org.pcn4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.pcn4j.data.Clutter;
import org.pcn4j.data.DataException;
import org.pcn4j.train.experiment.DataSpec;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.settings.SettingsText;
import org.pcn4j.train.settings.Words;

/** Data by their name, or by the path of a folder or a file, whose kind is told by what is there. */
final class ShownData {
    private static final Pattern EMNIST =
            Pattern.compile("emnist-(\\w+)-(train|test)-(images-idx3|labels-idx1)-ubyte(\\.gz)?");

    /** What is in a folder of each set's files, as none of another; lists of names are told otherwise. */
    private static final Pattern ESCAPED = Pattern.compile("[\\x00-\\x1f\"\\\\]");

    private static final Map<String, Pattern> SIGNS = signs();

    private ShownData() {}

    private static Map<String, Pattern> signs() {
        Map<String, Pattern> signs = new LinkedHashMap<>();
        signs.put("mnist", Pattern.compile("(train|t10k)-(images|labels)-idx[13]-ubyte(\\.gz)?"));
        signs.put("emnist", EMNIST);
        signs.put("qmnist", Pattern.compile("qmnist-(train|test)-(images-idx3-ubyte|labels-idx2-int)(\\.gz)?"));
        signs.put("cifar100", Pattern.compile("cifar-100.*|train\\.bin"));
        signs.put("cifar10", Pattern.compile("cifar-10.*|data_batch_\\d+\\.bin|.*\\.tar\\.gz"));
        signs.put("tinyshakespeare", Pattern.compile("input\\.txt"));
        return signs;
    }

    /**
     * Finds out what data are meant.
     *
     * @param text a name or a path
     * @param overrides settings of the data, as in an experiment, as in {@code label=species}
     * @throws IllegalArgumentException if there are none of this name and it is no path
     * @throws org.pcn4j.train.settings.SettingsException if a setting is not as it should be
     * @throws DataException if there is nothing at the path, or it cannot be told what it is
     */
    static DataSpec of(String text, List<String> overrides, DataSets sets) {
        List<String> names = new ArrayList<>(DataSpec.sets());
        sets.names().stream().filter(name -> !names.contains(name)).forEach(names::add);
        Told told = names.contains(text) ? new Told(text, List.of()) : at(text, names);
        List<String> settings = new ArrayList<>(told.settings());
        settings.addAll(overrides);
        return SettingsText.of("name: " + told.name()).read(DataSpec.KIND, settings);
    }

    /**
     * Returns what a name or a path says of an experiment's data, as settings. What is no path is taken for a name, which
     * the experiment then finds out.
     *
     * @throws DataException if there is nothing at the path, or it cannot be told what it is
     */
    static List<String> settings(String text) {
        if (DataSpec.sets().contains(text)) {
            return List.of("data=" + text);
        }
        try {
            Told told = at(text, DataSpec.sets());
            List<String> settings = new ArrayList<>(List.of("data=" + told.name()));
            told.settings().forEach(each -> settings.add("data." + each));
            return settings;
        } catch (IllegalArgumentException e) {
            return List.of("data=" + text);
        }
    }

    /** What data are called and what else was found out, which stays where another name is set: the path does. */
    private record Told(String name, List<String> settings) {}

    private static Told at(String text, List<String> names) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(unknown(text, names), e);
        }
        if (text.isBlank()) {
            throw new IllegalArgumentException(unknown(text, names));
        }
        if (!Files.exists(path)) {
            // What looks like a path was meant as one.
            if (path.getNameCount() > 1 || text.contains("/") || text.contains(".")) {
                throw new DataException("data not found: there is no file or folder " + path);
            }
            throw new IllegalArgumentException(unknown(text, names));
        }
        return Files.isDirectory(path) ? folder(path) : file(path);
    }

    private static String unknown(String text, List<String> names) {
        return Words.unknown("data set", text, names) + ", or the path of a folder, a table or a text";
    }

    private static Told folder(Path folder) {
        List<String> inside;
        try (Stream<Path> files = Files.list(folder)) {
            inside = files.map(file -> file.getFileName().toString())
                    .filter(name -> !Clutter.isClutter(name))
                    .toList();
        } catch (IOException e) {
            throw new DataException("cannot read " + folder + ": " + Reason.of(e), e);
        }
        Optional<String> set = SIGNS.entrySet().stream()
                .filter(sign -> inside.stream()
                        .anyMatch(name -> sign.getValue().matcher(name).matches()))
                .map(Map.Entry::getKey)
                .findFirst();
        if (set.isPresent()) {
            return told(set.get(), folder, split(inside));
        }
        return areNames(inside) ? told("names", folder, Map.of()) : pictures(folder);
    }

    /** Where the files of one set of EMNIST alone are there, it is that which is meant. */
    private static Map<String, String> split(List<String> inside) {
        List<String> splits = inside.stream()
                .map(EMNIST::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1))
                .distinct()
                .toList();
        return splits.size() == 1 ? Map.of("split", splits.get(0)) : Map.of();
    }

    /** Lists of names are alone in their folder, but for what is hidden and the archive that they come in. */
    private static boolean areNames(List<String> inside) {
        List<String> seen =
                inside.stream().filter(name -> !name.equals("data.zip")).toList();
        return !seen.isEmpty() && seen.stream().allMatch(name -> name.endsWith(".txt"));
    }

    private static Told pictures(Path folder) {
        // Where the parts are in folders of their own, none is taken of the other.
        boolean parted = Files.isDirectory(folder.resolve("train"));
        return told("images", folder, parted ? Map.of("test-share", "none") : Map.of());
    }

    private static Told file(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return told("csv", file, Map.of());
        } else if (name.endsWith(".tsv")) {
            return told("csv", file, Map.of("separator", "\t"));
        } else if (name.endsWith(".txt")) {
            return told("text", file, Map.of());
        } else if (name.endsWith(".tar.gz")) {
            return told(name.contains("100") ? "cifar100" : "cifar10", file, Map.of());
        }
        throw new DataException(
                file + ": expected a folder, a table in *.csv or *.tsv, a text in *.txt or CIFAR in *.tar.gz");
    }

    private static Told told(String name, Path path, Map<String, String> more) {
        List<String> settings = new ArrayList<>(List.of("path=" + quoted(path.toString())));
        more.forEach((key, value) -> settings.add(key + "=" + quoted(value)));
        return new Told(name, settings);
    }

    /** Returns the text in YAML's double quotes. */
    private static String quoted(String text) {
        String escaped = ESCAPED.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(String.format(
                        Locale.ROOT, "\\x%02x", (int) found.group().charAt(0))));
        return '"' + escaped + '"';
    }
}
