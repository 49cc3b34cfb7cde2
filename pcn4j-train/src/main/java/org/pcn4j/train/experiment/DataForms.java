package org.pcn4j.train.experiment;

import java.util.Optional;
import org.pcn4j.train.experiment.DataSpec.Normalize;
import org.pcn4j.train.experiment.GeneratedData.Markov;
import org.pcn4j.train.experiment.GeneratedData.Synthetic;
import org.pcn4j.train.experiment.GeneratedData.SyntheticSet;
import org.pcn4j.train.experiment.PublishedData.PublishedFiles;
import org.pcn4j.train.experiment.PublishedData.PublishedSet;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Variants;

/** How data are written, with the defaults of their settings. */
final class DataForms {
    static final int WINDOW = 64;
    static final Kind<Integer> WINDOWS = Kinds.count(1, 1 << 16);
    static final String WINDOW_MEANING = "Characters in a sample.";

    private static final Kind<Integer> SAMPLES = Kinds.count(1, 10_000_000);
    private static final double HELD_BACK = 0.1;
    private static final int MANY = 6000;
    private static final int TEST = 1000;

    private DataForms() {}

    static Variants<DataSpec> catalog() {
        Variants<DataSpec> all = Variants.<DataSpec>of("data set")
                .with(images(generated(SyntheticSet.entry(Synthetic.DIGITS), MANY, TEST)))
                .with(images(generated(SyntheticSet.entry(Synthetic.SHAPES), 4000, 500)))
                .with(tokens(generated(SyntheticSet.entry(Synthetic.WORDS), MANY, TEST)))
                .with(tokens(generated(SyntheticSet.entry(Synthetic.REBER), MANY, TEST)))
                .with(tokens(generated(Markov.entry(), 4687, 468)));
        for (PublishedSet set : PublishedSet.values()) {
            Entry<DataSpec> entry = read(PublishedFiles.entry(set));
            all = all.with(set == PublishedSet.NAMES ? tokens(entry) : images(entry));
        }
        return all.with(images(read(PublishedData.Emnist.entry())))
                .with(images(read(PublishedData.Cifar100.entry())))
                .with(tokens(read(PublishedData.TinyShakespeare.entry())))
                .with(images(read(FileData.pictures())))
                .with(validated(read(FileData.csv()))
                        .key(
                                "normalize",
                                ofColumns("normalization"),
                                Normalize.STANDARD,
                                "standard brings each column to mean 0 and deviation 1; or none."))
                .with(tokens(read(FileData.text())))
                .open(
                        Source.class,
                        entry -> joined(entry),
                        data -> Optional.of(data.source().getClass().getName()));
    }

    private static Entry<DataSpec> joined(Entry<? extends Source> entry) {
        return images(
                Source.Generated.class.isAssignableFrom(entry.type()) ? generated(entry, MANY, TEST) : read(entry));
    }

    /** Samples that are generated, as many as is said. */
    private static Entry<DataSpec> generated(Entry<? extends Source> source, int train, int test) {
        Kind<Optional<Integer>> counts = Kinds.mapped(SAMPLES, Optional::of, found -> found.orElse(1));
        return of(source)
                .key("train", counts, Optional.of(train), "Samples to train on.")
                .key("test", counts, Optional.of(test), "Samples to test on.");
    }

    /** Samples that are read, all or some. */
    private static Entry<DataSpec> read(Entry<? extends Source> source) {
        Kind<Optional<Integer>> limit = Kinds.orWord(SAMPLES, "all");
        return of(source)
                .key("train", limit, Optional.empty(), "At most so many samples to train on.")
                .key("test", limit, Optional.empty(), "At most so many samples to test on.");
    }

    private static Entry<DataSpec> of(Entry<? extends Source> source) {
        return Entry.like(source, DataSpec.class).holding("source", source);
    }

    private static Entry<DataSpec> images(Entry<DataSpec> entry) {
        return validated(entry)
                .key(
                        "normalize",
                        Kinds.choice("normalization", Normalize.class),
                        Normalize.NONE,
                        "standard brings each channel to mean 0 and deviation 1, symmetric brings 0 … 1 to −1 … 1; or"
                                + " none.");
    }

    /** What columns of numbers can be brought to: of whose range nothing is known. */
    private enum OfColumns {
        NONE,
        STANDARD
    }

    static Kind<Normalize> ofColumns(String what) {
        return Kinds.mapped(
                Kinds.choice(what, OfColumns.class),
                each -> Normalize.valueOf(each.name()),
                each -> OfColumns.valueOf(each.name()));
    }

    /** Tokens cannot be normalized. */
    private static Entry<DataSpec> tokens(Entry<DataSpec> entry) {
        return validated(entry).fixed("normalize", Normalize.NONE);
    }

    private static Entry<DataSpec> validated(Entry<DataSpec> entry) {
        return entry.key(
                "validation",
                Kinds.fraction(),
                HELD_BACK,
                "Which share of the samples to train on is held back to validate on after each epoch.");
    }
}
