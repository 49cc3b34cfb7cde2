package org.pcn4j.train.reproduce;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * How large an experiment is made.
 *
 * @param size of its networks, data and trainings
 * @param seeds how many of each case, where the user says so
 * @param held the published data sets that are there
 */
public record Scope(Size size, OptionalInt seeds, Set<String> held) {
    /** How large. */
    public enum Size {
        /** Done in seconds, to see that it works. */
        TINY,
        /** Done in minutes, large enough to see what the paper saw. */
        SHORT,
        /** As large as the paper has it. */
        FULL
    }

    /** Copies the set. */
    public Scope {
        held = Set.copyOf(held);
    }

    /** Returns the one of three that belongs to the size. */
    public <T> T of(T tiny, T small, T full) {
        return switch (size) {
            case TINY -> tiny;
            case SHORT -> small;
            case FULL -> full;
        };
    }

    /** Returns the seeds of each case: 1, 2, …, as many as the user wants, or else so many, of a tiny one a single one. */
    public List<Long> seeds(int byDefault) {
        int count = seeds.orElse(size == Size.TINY ? 1 : byDefault);
        return LongStream.rangeClosed(1, count).boxed().toList();
    }

    /** Returns a published set if it is there, and what is generated in its place otherwise. */
    public String data(String set) {
        return held.contains(set) ? set : standIn(set);
    }

    /** Tells whether an item's conclusions were read off a run of this scope. */
    Page.Origin origin(Item item) {
        Set<String> there = new HashSet<>(item.data());
        there.retainAll(held);
        boolean isDefault = size == Size.SHORT && seeds.isEmpty() && there.equals(Set.copyOf(item.concludedFrom()));
        return isDefault ? Page.Origin.DEFAULT_RUN : Page.Origin.OTHER_RUN;
    }

    /** Returns the generated data that take the place of a published set. */
    public static String standIn(String set) {
        return switch (set) {
            case "cifar10", "cifar100" -> "shapes";
            case "names" -> "words";
            case "tinyshakespeare" -> "markov";
            default -> "digits";
        };
    }
}
