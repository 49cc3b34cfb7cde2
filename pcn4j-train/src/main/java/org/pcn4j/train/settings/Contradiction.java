package org.pcn4j.train.settings;

import java.util.ArrayList;
import java.util.List;

/** Settings, each valid by itself, cannot be meant together. Where they stand is added by whoever has read them. */
public final class Contradiction extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> keys;
    private final String complaint;

    /**
     * Creates an exception.
     *
     * @param complaint what is wrong with the first, to follow its name, what was expected and what was found
     * @param key the setting that is to be changed, as in {@code schedule.warm-up} or {@code changes[0].after}
     * @param others those that it does not go with
     */
    public Contradiction(String complaint, String key, String... others) {
        super(key + ": " + complaint);
        this.complaint = complaint;
        List<String> all = new ArrayList<>(List.of(key));
        all.addAll(List.of(others));
        this.keys = List.copyOf(all);
    }

    List<String> keys() {
        return keys;
    }

    /** Returns the complaint, without keys and places. */
    String complaint() {
        return complaint;
    }
}
