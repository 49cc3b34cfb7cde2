package org.pcn4j.train.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.train.file.OneLine;

/**
 * Values set from outside of a text, each by the path of its key, as in {@code optimizer.lr=0.01}. Their order does not
 * matter, but that of two for one key the later counts: what sets a whole section comes before what sets keys in it.
 */
final class Overrides {
    /** The key that a single value in the place of a mapping stands for. */
    static final String NAME = "name";

    private static final int DEEPEST = 16;

    private Overrides() {}

    /**
     * One of them.
     *
     * @param path the keys, from the outermost
     * @param place what it is called in messages
     */
    private record Setting(List<String> path, Yaml value, String place) {
        static Setting parse(String override) {
            String place = "--set " + OneLine.shortened(override);
            int equals = override.indexOf('=');
            List<String> path = equals < 0
                    ? List.of()
                    : List.of(override.substring(0, equals).strip().split("\\.", -1));
            if (path.isEmpty() || path.size() > DEEPEST || path.stream().anyMatch(String::isBlank)) {
                throw new SettingsException(
                        place + ": expected keys with dots between, '=' and a value, as in optimizer.lr=0.01");
            }
            String text = override.substring(equals + 1);
            // A blank line would be read as no keys, but it is a value that was forgotten.
            Yaml value = YamlReader.read(text.isBlank() ? "null" : text, line -> place);
            return new Setting(path, outside(value), place);
        }

        /** Tells whether this one, of a whole section, says something else of a key in it. */
        boolean saysOf(Setting other) {
            int depth = path.size();
            if (other.path.size() <= depth || !other.path.subList(0, depth).equals(path)) {
                return false;
            }
            Yaml here = value;
            for (String key : other.path.subList(depth, other.path.size())) {
                if (here instanceof Yaml.Mapping mapping && mapping.entries().containsKey(key)) {
                    here = mapping.entries().get(key);
                } else {
                    return here instanceof Yaml.Scalar && key.equals(NAME);
                }
            }
            return true;
        }
    }

    /** Marks mappings as set from outside, whole. */
    private static Yaml outside(Yaml yaml) {
        if (!(yaml instanceof Yaml.Mapping mapping)) {
            return yaml;
        }
        Map<String, Yaml> entries = new LinkedHashMap<>();
        mapping.entries().forEach((key, value) -> entries.put(key, outside(value)));
        return new Yaml.Mapping(entries, Map.of(), mapping.place(), Optional.of(nothing(mapping.place())));
    }

    private static Yaml.Mapping nothing(String place) {
        return new Yaml.Mapping(Map.of(), Map.of(), place);
    }

    /**
     * Returns the values of a text with others put in or in their place.
     *
     * @param overrides each the keys with dots between, an equals sign, and a value in YAML
     * @throws SettingsException if one is not of this form, or two contradict each other
     */
    static Yaml apply(Yaml yaml, List<String> overrides) {
        Map<List<String>, Setting> last = new LinkedHashMap<>();
        for (String override : overrides) {
            Setting setting = Setting.parse(override);
            last.remove(setting.path());
            last.put(setting.path(), setting);
        }
        List<Setting> settings = new ArrayList<>(last.values());
        requireAgreement(settings);
        settings.sort(Comparator.comparingInt(setting -> setting.path().size()));
        Yaml changed = yaml;
        for (Setting setting : settings) {
            changed = put(changed, setting.path(), setting);
        }
        return changed;
    }

    private static void requireAgreement(List<Setting> settings) {
        for (int later = 1; later < settings.size(); later++) {
            for (Setting earlier : settings.subList(0, later)) {
                if (settings.get(later).saysOf(earlier)) {
                    throw new SettingsException(earlier.place() + ": " + String.join(".", earlier.path())
                            + ": is set again by " + settings.get(later).place() + ": expected one of them");
                }
            }
        }
    }

    private static Yaml put(Yaml yaml, List<String> path, Setting setting) {
        if (path.isEmpty()) {
            return setting.value();
        }
        Yaml.Mapping mapping = asMapping(yaml, path.get(0), setting.place());
        Map<String, Yaml> entries = new LinkedHashMap<>(mapping.entries());
        String key = path.get(0);
        Yaml inner = entries.getOrDefault(key, outside(nothing(setting.place())));
        entries.put(key, put(inner, path.subList(1, path.size()), setting));
        return new Yaml.Mapping(
                entries, Map.of(), yaml.place(), Optional.of(mapping.before().orElse(mapping)));
    }

    private static Yaml.Mapping asMapping(Yaml yaml, String key, String place) {
        if (yaml instanceof Yaml.Mapping mapping) {
            return mapping;
        } else if (yaml instanceof Yaml.Sequence) {
            throw new SettingsException(
                    place + ": there is a list before '" + key + "', which has no keys: set the whole list instead");
        }
        boolean named = yaml instanceof Yaml.Scalar scalar && scalar.style() != Yaml.Scalar.Style.NOTHING;
        return new Yaml.Mapping(named ? Map.of(NAME, yaml) : Map.of(), Map.of(), yaml.place());
    }
}
