package org.pcn4j.train.report;

import java.util.ArrayList;
import java.util.List;

/** Makes long lists short enough to be seen. */
final class Thinning {
    private Thinning() {}

    /** Returns all items in groups of neighbors of about the same size, each of one item where they are few. */
    static <T> List<List<T>> groups(List<T> items, int most) {
        int count = Math.min(items.size(), most);
        List<List<T>> groups = new ArrayList<>();
        for (int group = 0; group < count; group++) {
            int from = (int) ((long) group * items.size() / count);
            int to = (int) ((group + 1L) * items.size() / count);
            groups.add(items.subList(from, to));
        }
        return groups;
    }

    /** Returns some of the items, evenly, the first and the last among them; all where they are few. */
    static <T> List<T> picked(List<T> items, int most) {
        if (items.size() <= most) {
            return items;
        }
        List<T> picked = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            picked.add(items.get((int) Math.round((double) i * (items.size() - 1) / (most - 1))));
        }
        return picked;
    }
}
