package org.pcn4j.train.settings;

import java.util.List;
import java.util.Optional;

/** All things of one kind that have a name, as help, completion, messages and the docs' tables tell of them. Immutable. */
public interface Catalog {
    /** Returns what one of them is, as in {@code data set}. */
    String what();

    /** Returns what all of them are, as in {@code data sets}. */
    default String plural() {
        return Words.plural(what());
    }

    /** Returns all of them. */
    List<Item> items();

    /**
     * One of them.
     *
     * @param sentence what it is
     * @param citation the paper it is from, if it is from one
     * @param settings its keys
     */
    record Item(String name, String sentence, Optional<String> citation, List<Setting> settings) {
        /** Copies the list. */
        public Item {
            settings = List.copyOf(settings);
        }

        /** Tells whether it has a setting of this key. */
        public boolean takes(String key) {
            return settings.stream().anyMatch(setting -> setting.key().equals(key));
        }
    }

    /**
     * A setting of one of them.
     *
     * @param byDefault its default as it is written; nothing if it must be given
     * @param words those that it may hold, where it holds one of a few
     * @param meaning a sentence
     */
    record Setting(String key, Optional<String> byDefault, List<String> words, String meaning) {
        /** Copies the list. */
        public Setting {
            words = List.copyOf(words);
        }
    }

    /** Returns the names of all. */
    default List<String> names() {
        return items().stream().map(Item::name).toList();
    }

    /**
     * Returns the one of a name.
     *
     * @throws IllegalArgumentException if there is none: which there are
     */
    default Item item(String name) {
        return items().stream()
                .filter(item -> item.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(Words.unknown(what(), name, names())));
    }

    /** Returns a catalog of things without settings. */
    static Catalog of(String what, List<Item> items) {
        record Listed(String what, List<Item> items) implements Catalog {}

        return new Listed(what, List.copyOf(items));
    }
}
