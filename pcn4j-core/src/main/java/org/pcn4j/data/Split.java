package org.pcn4j.data;

/**
 * A data set in two parts: samples to learn from and samples to judge by. Immutable and safe for use by several threads.
 *
 * @param train the samples to learn from
 * @param test the samples to judge by, of the same kind
 */
public record Split<S extends Samples>(S train, S test) {
    /**
     * Checks that both parts hold samples of one kind.
     *
     * @throws IllegalArgumentException if they do not
     */
    public Split {
        if (!train.kind().equals(test.kind())) {
            throw new IllegalArgumentException("parts differ: expected %s as in '%s', found %s in '%s'"
                    .formatted(train.kind(), train.name(), test.kind(), test.name()));
        }
    }
}
