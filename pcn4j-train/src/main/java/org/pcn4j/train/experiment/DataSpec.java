package org.pcn4j.train.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pcn4j.data.DataException;
import org.pcn4j.train.model.Answers;
import org.pcn4j.train.settings.Catalog;
import org.pcn4j.train.settings.Variants;

/**
 * Data to train on and to test on. Immutable.
 *
 * @param source where they come from
 * @param train how many samples are generated to train on, or taken at most, by chance, of those that are read
 * @param test the same of those to test on
 * @param validation which share of the samples to train on is held back, from 0 to less than 1
 * @param normalize to what inputs are brought
 */
public record DataSpec(
        Source source, Optional<Integer> train, Optional<Integer> test, double validation, Normalize normalize) {
    private static final int LITTLE = 100;

    /** How inputs are normalized. */
    public enum Normalize {
        /** Not at all. */
        NONE,
        /** To mean 0 and deviation 1 over the samples that are learned from, each channel or column by itself. */
        STANDARD,
        /** From 0 … 1 to −1 … 1, as images are by (x − ½) / ½. */
        SYMMETRIC
    }

    /** How data are written. */
    public static final Variants<DataSpec> KIND = DataForms.catalog();

    /** Returns the name by which the source is chosen. */
    public String name() {
        return KIND.nameOf(this);
    }

    /**
     * Generates or reads the data, whole.
     *
     * @param access where published sets are
     * @throws DataException if there are no such data or if they are damaged
     * @throws org.pcn4j.train.fetch.FetchException if they must be fetched and cannot be
     * @throws InterruptedException if the thread is interrupted while they are fetched
     */
    public LoadedData load(DataAccess access) throws InterruptedException {
        return source.load(access, amount());
    }

    /** Returns the sets that have a name and need no other setting: those that are generated and those that are published. */
    public static List<String> sets() {
        return KIND.items().stream()
                .filter(item -> item.settings().stream()
                        .allMatch(setting -> setting.byDefault().isPresent()))
                .map(Catalog.Item::name)
                .toList();
    }

    /**
     * Returns one of the {@linkplain #sets sets} with all its defaults.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public static DataSpec byDefault(String set) {
        return KIND.byDefault(set);
    }

    private Source.Amount amount() {
        return new Source.Amount(train.orElse(0), test.orElse(0));
    }

    /**
     * Generates the samples.
     *
     * @throws IllegalArgumentException if they are not generated
     */
    public LoadedData generate() {
        return generate(amount());
    }

    /**
     * Generates a few samples, to see what they are like.
     *
     * @throws IllegalArgumentException if they are not generated
     */
    public LoadedData example() {
        return generate(
                new Source.Amount(Math.max(1, amount().train() / LITTLE), Math.max(1, amount().test() / LITTLE)));
    }

    private LoadedData generate(Source.Amount amount) {
        if (source instanceof Source.Generated drawn) {
            return drawn.generate(amount);
        }
        throw new IllegalArgumentException(name() + " is not generated");
    }

    /**
     * Reads a published set from a folder, whole.
     *
     * @param folder holds its files
     * @throws IllegalArgumentException if the set is not published
     * @throws DataException if there are no such data or if they are damaged
     */
    public LoadedData read(Path folder) {
        if (source instanceof Source.Published known) {
            return known.read(folder);
        }
        throw new IllegalArgumentException(name() + " is no published set");
    }

    /** Tells whether the samples are generated. */
    public boolean isGenerated() {
        return source instanceof Source.Generated;
    }

    /** Returns generated data by another seed; what is read stays as it is. */
    public DataSpec withSeed(long seed) {
        Source other = source instanceof Source.Generated drawn ? drawn.withSeed(seed) : source;
        return new DataSpec(other, train, test, validation, normalize);
    }

    /** Returns what is to be learned, as far as it is known before the data are read. */
    Answers answers() {
        return source.answers();
    }
}
