package org.pcn4j.train.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What must hold of every kind of variants when another one is set from outside than a text spells out. */
public final class ChangedNames {
    private ChangedNames() {}

    /**
     * Changes each variant, all its defaults spelled out, to each other one: what comes out is the other one by its own
     * defaults, or a refusal that names each key without a default that would be lost.
     *
     * @param key the one that tells variants apart
     * @param required the keys without a default, each with a value, of those that have any
     */
    public static <R> void requireNoValueOfTheOldVariantInTheNew(
            Variants<R> kind, String key, Map<String, List<String>> required) {
        for (String old : kind.names()) {
            List<String> oldKeys = required.getOrDefault(old, List.of());
            String text =
                    SettingsText.write(kind, SettingsText.of(key + ": " + old).read(kind, oldKeys));
            for (String now : kind.names()) {
                List<String> nowKeys = required.getOrDefault(now, List.of());
                R expected = SettingsText.of(key + ": " + now).read(kind, nowKeys);
                List<String> overrides = new ArrayList<>(nowKeys);
                overrides.add(key + "=" + now);
                Set<String> lost = names(oldKeys);
                lost.removeAll(names(nowKeys));
                String what = old + " to " + now;
                if (old.equals(now) || lost.isEmpty()) {
                    assertThat(SettingsText.of(text).read(kind, overrides))
                            .as(what)
                            .isEqualTo(expected);
                } else {
                    assertThatThrownBy(() -> SettingsText.of(text).read(kind, overrides))
                            .as(what)
                            .isInstanceOf(SettingsException.class)
                            .hasMessageStartingWith("--set " + key + "=" + now + ": ")
                            .hasMessageContainingAll(
                                    lost.stream().map(each -> each + ": ").toArray(String[]::new))
                            .hasMessageContaining("would be lost");
                }
            }
        }
    }

    private static Set<String> names(List<String> overrides) {
        return overrides.stream()
                .map(each -> each.substring(0, each.indexOf('=')))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
