package org.pcn4j.data;

/**
 * A data set in two parts: images to learn from and images to judge by. Immutable and safe for use by several threads.
 *
 * @param train the images to learn from
 * @param test the images to judge by, of the same height, width and number of classes
 */
public record Split(LabelledImages train, LabelledImages test) {
    /**
     * Checks that both parts hold images of one kind.
     *
     * @throws IllegalArgumentException if height, width or number of classes differ
     */
    public Split {
        check("height", train, train.height(), test, test.height());
        check("width", train, train.width(), test, test.width());
        check("number of classes", train, train.classes(), test, test.classes());
    }

    private static void check(String what, LabelledImages train, int expected, LabelledImages test, int found) {
        if (expected != found) {
            throw new IllegalArgumentException("%s of the parts differs: expected %d as in '%s', found %d in '%s'"
                    .formatted(what, expected, train.name(), found, test.name()));
        }
    }
}
