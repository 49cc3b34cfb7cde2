package org.pcn4j.train.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.pcn4j.data.DataException;
import org.pcn4j.data.TextFile;
import org.pcn4j.train.file.Reason;

/**
 * A text of settings, with what its lines are called.
 *
 * @param text YAML
 * @param source as in {@code experiment.yaml}, to name lines of it; may be empty
 */
public record SettingsText(String text, String source) {
    private static final int MOST_BYTES = 4 * YamlReader.LONGEST;

    /** A text that nobody asks where it is from. */
    public static SettingsText of(String text) {
        return new SettingsText(text, "");
    }

    /**
     * Reads a file in UTF-8.
     *
     * @throws SettingsException if it cannot be read, is too long or not in UTF-8
     */
    public static SettingsText of(Path file) {
        try {
            if (!Files.exists(file)) {
                throw new SettingsException(file + ": there is no such file");
            } else if (!Files.isRegularFile(file)) {
                throw new SettingsException(file + ": expected a file of settings, found "
                        + (Files.isDirectory(file) ? "a folder" : "something else"));
            }
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                throw new SettingsException(String.format(
                        Locale.ROOT, "%s: expected at most %d bytes of settings, found %d", file, MOST_BYTES, size));
            }
            return new SettingsText(TextFile.read(file), file.toString());
        } catch (DataException e) {
            throw new SettingsException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new SettingsException("cannot read " + file + ": " + Reason.of(e));
        }
    }

    /**
     * Reads what a kind expects.
     *
     * @param overrides values in the place of those in the text or beside them, as in {@code optimizer.lr=0.01}
     * @throws SettingsException if it is anything else: where, what was expected, what was found
     */
    public <T> T read(Kind<T> kind, List<String> overrides) {
        return read(kind, overrides, List.of());
    }

    /**
     * Reads what a kind expects, of which an earlier release may have called some keys otherwise.
     *
     * @param overrides values in the place of those in the text or beside them, as in {@code optimizer.lr=0.01}
     * @throws SettingsException if it is anything else: where, what was expected, what was found
     */
    public <T> T read(Kind<T> kind, List<String> overrides, List<FormerKey> renamed) {
        String prefix = source.isEmpty() ? "" : source + ", ";
        Yaml yaml = YamlReader.read(text, line -> prefix + "line " + line);
        List<String> settings = overrides;
        for (FormerKey key : renamed) {
            yaml = key.in(yaml);
            settings = settings.stream().map(key::in).toList();
        }
        return kind.read(Overrides.apply(yaml, settings), "");
    }

    /**
     * Returns the single values by their paths, as in {@code optimizer.lr}, in the order of the text; of lists, each item
     * by its number from 0.
     *
     * @throws SettingsException if it is not YAML
     */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        collect("", YamlReader.read(text, line -> source + " line " + line), values);
        return values;
    }

    private static void collect(String path, Yaml yaml, Map<String, String> values) {
        String prefix = path.isEmpty() ? "" : path + ".";
        if (yaml instanceof Yaml.Mapping mapping) {
            mapping.entries().forEach((key, value) -> collect(prefix + key, value, values));
        } else if (yaml instanceof Yaml.Sequence sequence) {
            for (int i = 0; i < sequence.items().size(); i++) {
                collect(prefix + i, sequence.items().get(i), values);
            }
        } else if (yaml instanceof Yaml.Scalar scalar) {
            values.put(path, scalar.text());
        }
    }

    /** Returns a text that is read back as an equal value, all defaults spelled out. */
    public static <T> String write(Kind<T> kind, T value) {
        return write(kind, value, YamlWriter.Comments.LEFT_OUT);
    }

    /** Returns a text that is read back as an equal value, all defaults spelled out and explained. */
    public static <T> String explain(Kind<T> kind, T value) {
        return write(kind, value, YamlWriter.Comments.WRITTEN);
    }

    private static <T> String write(Kind<T> kind, T value, YamlWriter.Comments comments) {
        if (kind.write(value) instanceof Yaml.Mapping mapping) {
            return YamlWriter.write(mapping, comments);
        }
        throw new IllegalArgumentException("only keys and their values make a text of settings");
    }
}
