package org.pcn4j.data;

import java.util.Locale;
import org.pcn4j.tensor.Seed;

/**
 * A data set in two parts: training samples and test samples. Immutable and safe for use by several threads.
 *
 * @param train the samples to train on
 * @param test the samples to test on, of the same kind
 */
public record Split<S extends Samples>(S train, S test) {
    /**
     * Checks that both parts hold samples of one kind.
     *
     * @throws IllegalArgumentException if they do not
     */
    public Split {
        if (!train.kind().equals(test.kind())) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "parts differ: expected %s as in '%s', found %s in '%s'",
                    train.kind(),
                    train.name(),
                    test.kind(),
                    test.name()));
        }
    }

    /**
     * Divides samples of any kind at random, as to hold some back for validation. Where each has a {@linkplain
     * Samples#labels class}, every class gives about the share, and keeps at least one sample to train on.
     *
     * @param testShare about which share is to test on, greater than 0, less than 1; at least one sample
     * @param seed the same seed gives the same parts
     * @return the training samples and the test samples, none in both
     * @throws IllegalArgumentException if the share is out of range, if there are fewer than two samples, or if no class
     *     has two
     */
    public static Split<Samples> of(Samples samples, double testShare, Seed seed) {
        Division division = Division.of(samples.name(), samples.size(), samples.labels(), testShare, seed);
        return new Split<>(
                new ChosenSamples(samples, samples.name() + " to train on", division.train()),
                new ChosenSamples(samples, samples.name() + " held back", division.test()));
    }
}
