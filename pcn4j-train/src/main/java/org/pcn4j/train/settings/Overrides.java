package org.pcn4j.train.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.train.file.OneLine;

/** Values set from outside of a text, each by the path of its key, as in {@code optimizer.lr=0.01}. */
final class Overrides {
    /** The key that a single value in the place of a mapping stands for. */
    static final String NAME = "name";

    private static final int DEEPEST = 16;

    private Overrides() {}

    /**
     * Returns the values of a text with others put in or in their place.
     *
     * @param overrides each the keys with dots between, an equals sign, and a value in YAML; later ones count
     * @throws SettingsException if one is not of this form
     */
    static Yaml apply(Yaml yaml, List<String> overrides) {
        Yaml changed = yaml;
        for (String override : overrides) {
            changed = apply(changed, override);
        }
        return changed;
    }

    private static Yaml apply(Yaml yaml, String override) {
        String place = "set " + OneLine.quoted(override);
        int equals = override.indexOf('=');
        List<String> path = equals < 0
                ? List.of()
                : List.of(override.substring(0, equals).strip().split("\\.", -1));
        if (path.isEmpty() || path.size() > DEEPEST || path.stream().anyMatch(String::isBlank)) {
            throw new SettingsException(
                    place + ": expected keys with dots between, '=' and a value, as in optimizer.lr=0.01");
        }
        return put(yaml, path, YamlReader.read(value(override, equals), line -> place), place);
    }

    // A blank line would be read as no keys, but it is a value that was forgotten.
    private static String value(String override, int equals) {
        String value = override.substring(equals + 1);
        return value.isBlank() ? "null" : value;
    }

    private static Yaml put(Yaml yaml, List<String> path, Yaml value, String place) {
        if (path.isEmpty()) {
            return value;
        }
        Map<String, Yaml> entries = new LinkedHashMap<>();
        if (yaml instanceof Yaml.Mapping mapping) {
            entries.putAll(mapping.entries());
        } else if (yaml instanceof Yaml.Scalar scalar && scalar.style() != Yaml.Scalar.Style.NOTHING) {
            entries.put(NAME, scalar);
        } else if (yaml instanceof Yaml.Sequence) {
            throw new SettingsException(place + ": there is a list before '" + path.get(0)
                    + "', which has no keys: set the whole list instead");
        }
        String key = path.get(0);
        Yaml before = entries.getOrDefault(key, new Yaml.Mapping(Map.of(), Map.of(), place));
        entries.put(key, put(before, path.subList(1, path.size()), value, place));
        return new Yaml.Mapping(entries, Map.of(), yaml.place());
    }
}
