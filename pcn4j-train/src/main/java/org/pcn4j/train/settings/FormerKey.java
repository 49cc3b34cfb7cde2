package org.pcn4j.train.settings;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A key that an earlier release called otherwise. Texts of that release are read as if they used the name of today.
 *
 * @param section the key that it stands under, or nothing for one of the outermost
 * @param before what it was called
 * @param now what it is called
 */
public record FormerKey(String section, String before, String now) {
    /** Returns a text with the name of today, unless that is there as well. */
    Yaml in(Yaml yaml) {
        if (!(yaml instanceof Yaml.Mapping mapping)) {
            return yaml;
        }
        Map<String, Yaml> entries = new LinkedHashMap<>();
        mapping.entries().forEach((key, value) -> {
            if (!section.isEmpty()) {
                entries.put(key, key.equals(section) ? new FormerKey("", before, now).in(value) : value);
            } else {
                boolean former = key.equals(before) && !mapping.entries().containsKey(now);
                entries.put(former ? now : key, value);
            }
        });
        return new Yaml.Mapping(entries, mapping.comments(), mapping.place(), mapping.before());
    }

    /** Returns an override with the name of today. */
    String in(String override) {
        String path = Form.within(section, before);
        return override.startsWith(path + "=")
                ? Form.within(section, now) + override.substring(path.length())
                : override;
    }
}
