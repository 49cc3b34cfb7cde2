package org.pcn4j.train.reproduce;

import java.util.List;

/**
 * An experiment of a paper, to be made again: small pieces of work, its {@linkplain Case cases}, and a page that tells what
 * they found beside what was published. Stateless.
 */
public interface Item {
    /** Returns the name by which it is asked for. */
    String name();

    /** Returns what it shows, in a sentence. */
    String sentence();

    /** Returns which papers it is from. */
    String paper();

    /** Returns the published data sets that it learns from where they are there; none, unless it says so. */
    default List<String> data() {
        return List.of();
    }

    /** Returns those of its data sets that were there in the run that its conclusions were read off; all, unless it says so. */
    default List<String> concludedFrom() {
        return data();
    }

    /** Returns its cases, which depend on nothing but the scope. No two have the same settings and seed. */
    List<Case> cases(Scope scope);

    /**
     * Tells whether a case gains little by a second thread. Several cases are then done at a time, each on a thread of its own
     * that is the only one it has. They share nothing that they change, and leave the setting of threads as it is:
     * {@link Bench#useThreads} does nothing. Those whose time is to be told are better done one after another.
     */
    default boolean isForOneThread() {
        return false;
    }

    /**
     * Tells what was found. What it concludes from the default run it writes by {@link Page#conclusions}.
     *
     * @param findings of all cases
     */
    void tell(Findings findings, Page page);
}
