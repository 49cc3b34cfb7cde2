package org.pcn4j.train.reproduce;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pcn4j.train.file.LibraryVersion;

/**
 * What is to be done of an item, and what is done of it.
 *
 * @param file where it is kept
 */
record Work(Item item, List<Case> cases, Path file, Results results) {
    boolean isDone(Case each) {
        return done(each).isPresent();
    }

    Optional<Measured> done(Case each) {
        String version = LibraryVersion.current();
        return results.cases().stream()
                .filter(measured -> measured.answers(each, version))
                .findFirst();
    }

    /** Returns this with one more that is done. */
    Work with(Measured found) {
        return new Work(item, cases, file, results.with(found));
    }
}
