package org.pcn4j.train.experiment;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import org.pcn4j.data.Samples;
import org.pcn4j.data.Split;
import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.model.Answers;
import org.pcn4j.train.model.Domain;

/** Whether classes can be learned from samples. */
final class ClassCheck {
    private ClassCheck() {}

    /**
     * Makes sure that they can.
     *
     * @param train the samples to train on, of all
     * @throws IllegalArgumentException if there is one class alone, or one that is never shown
     */
    static void require(Domain domain, Samples train, Split<Samples> all) {
        requireClasses(domain);
        requireEachClass(domain, train, all);
    }

    /** With one class alone, every prediction is right. */
    private static void requireClasses(Domain domain) {
        if (domain.answers() == Answers.CLASSES && domain.classes().size() < 2) {
            throw new IllegalArgumentException(
                    "expected at least 2 classes, found only " + OneLine.quoted(String.join("", domain.classes())));
        }
    }

    /**
     * What is never shown can never be told, and to test on it would look like a mistake of the network. A class that is
     * nowhere at all is an output that is never asked for.
     */
    private static void requireEachClass(Domain domain, Samples train, Split<Samples> all) {
        BitSet missing = labels(all.train());
        missing.or(labels(all.test()));
        missing.andNot(labels(train));
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "class %s has no sample among the %d to train on: expected at least one of each of %d classes; "
                            + "learn from more (train), or leave the class out of the data",
                    OneLine.quoted(domain.classes().get(missing.nextSetBit(0))),
                    train.size(),
                    domain.classes().size()));
        }
    }

    private static BitSet labels(Samples samples) {
        BitSet there = new BitSet();
        samples.labels().ifPresent(labels -> Arrays.stream(labels).forEach(there::set));
        return there;
    }
}
