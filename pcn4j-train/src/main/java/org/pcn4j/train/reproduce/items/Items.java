package org.pcn4j.train.reproduce.items;

import java.util.List;
import java.util.Optional;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.settings.Catalog;

/** All experiments of papers that can be made again, by name. */
public final class Items {
    /** All, in the order in which they are made. */
    public static final List<Item> ALL = List.of(
            new Equality(),
            new Ablation(),
            new Heatmap(),
            new RunTimes(),
            new Accuracy(),
            new FixedPredictions(),
            new Critique(),
            new Stability(),
            new Prospective(),
            new Transformers(),
            new Equilibrium(),
            new Nudges(),
            new Deep(),
            new Peers(),
            new Memories(),
            new Covariances(),
            new Tracking(),
            new Invariance(),
            new Looks(),
            new Surprise(),
            new Arm(),
            new Graphs(),
            new BothWays(),
            new Sampling(),
            new Alignments(),
            new Constraints(),
            new MetaPredictions(),
            new Feedbacks());

    /** What help, completion and the docs tell of them. */
    public static final Catalog CATALOG = Catalog.of(
            "item",
            ALL.stream()
                    .map(item -> new Catalog.Item(item.name(), item.sentence(), Optional.of(item.paper()), List.of()))
                    .toList());

    private Items() {}

    /**
     * Returns an item.
     *
     * @throws IllegalArgumentException if there is none of this name: which there are
     */
    public static Item named(String name) {
        int index = CATALOG.names().indexOf(CATALOG.item(name).name());
        return ALL.get(index);
    }
}
