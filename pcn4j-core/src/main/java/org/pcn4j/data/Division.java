package org.pcn4j.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import org.pcn4j.tensor.Seed;

/**
 * Numbers of samples in two parts, at random but class by class: each class gives as near to its share as whole samples
 * can, and keeps at least one to train on. Where samples have no classes they are divided as one. Does not copy its
 * arrays.
 */
final class Division {
    private final int[] train;
    private final int[] test;

    private Division(int[] train, int[] test) {
        this.train = train;
        this.test = test;
    }

    /** Returns the numbers to train on, in random order. */
    int[] train() {
        return train;
    }

    /** Returns the others, in random order. */
    int[] test() {
        return test;
    }

    /**
     * Divides samples.
     *
     * @param labels the class of each, where they have classes
     * @param share about which share goes to the second part, at least one sample and not all
     * @throws IllegalArgumentException if the share is out of range, if there are fewer than two samples, or if no class
     *     has two
     */
    static Division of(String name, int size, Optional<int[]> labels, double share, Seed seed) {
        requireShare(name, share);
        if (size < 2) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "split of '%s': expected at least 2 samples, found %d", name, size));
        }
        int[] classes = labels.orElseGet(() -> new int[size]);
        int[] sizes = sizes(classes);
        int[] most = Arrays.stream(sizes).map(count -> Math.max(0, count - 1)).toArray();
        long spare = Arrays.stream(most).asLongStream().sum();
        if (spare == 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "split of '%s': expected a class of at least 2 samples, as one of each is to train on, found one "
                            + "of each",
                    name));
        }
        Seed own = seed.derive("split");
        int wanted = (int) Math.max(1, Math.min(spare, Math.round(share * size)));
        int[] counts = counts(sizes, most, wanted, own);
        return chosen(own.permutation(size), classes, counts);
    }

    /** Makes sure that a share is more than nothing and less than all. */
    static void requireShare(String name, double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "split of '%s': expected a share greater than 0 and less than 1, found %s",
                    name,
                    share));
        }
    }

    /**
     * Chooses samples, of each class by its share, and at least one of each where that many are wanted.
     *
     * @param labels the class of each, where they have classes
     * @param wanted how many, at most all
     * @return their numbers, in random order
     */
    static int[] some(int size, Optional<int[]> labels, int wanted, Seed seed) {
        int[] classes = labels.orElseGet(() -> new int[size]);
        int[] sizes = sizes(classes);
        return chosen(seed.permutation(size), classes, counts(sizes, sizes, wanted, seed))
                .test();
    }

    private static int[] sizes(int[] classes) {
        int[] sizes = new int[Arrays.stream(classes).max().orElse(0) + 1];
        for (int label : classes) {
            sizes[label]++;
        }
        return sizes;
    }

    /** Gives the first samples of each class, as many as are counted, to the second part. */
    private static Division chosen(int[] order, int[] classes, int[] counts) {
        int[] left = counts.clone();
        int[] train = new int[order.length];
        int[] test = new int[order.length];
        int trains = 0;
        int tests = 0;
        for (int sample : order) {
            if (left[classes[sample]] > 0) {
                left[classes[sample]]--;
                test[tests++] = sample;
            } else {
                train[trains++] = sample;
            }
        }
        return new Division(Arrays.copyOf(train, trains), Arrays.copyOf(test, tests));
    }

    /**
     * Returns how many of each class make up so many in all: by the largest remainders, but at least one of each if that
     * is possible. The seed decides between classes that are equally near.
     *
     * @param sizes of the classes
     * @param most how many each may give
     * @param wanted at most all that may be given
     */
    static int[] counts(int[] sizes, int[] most, int wanted, Seed seed) {
        double all = Arrays.stream(sizes).asLongStream().sum();
        int givers = (int) Arrays.stream(most).filter(count -> count > 0).count();
        double[] quotas =
                Arrays.stream(sizes).mapToDouble(size -> wanted * (size / all)).toArray();
        int[] counts = new int[sizes.length];
        Arrays.setAll(counts, i -> Math.min(most[i], Math.max(wanted >= givers ? 1 : 0, (int) quotas[i])));
        int[] places = seed.derive("classes").permutation(sizes.length);
        Comparator<Integer> byNeed =
                Comparator.<Integer>comparingDouble(i -> counts[i] - quotas[i]).thenComparingInt(i -> places[i]);
        PriorityQueue<Integer> needy = new PriorityQueue<>(byNeed);
        PriorityQueue<Integer> rich = new PriorityQueue<>(byNeed.reversed());
        int found = Arrays.stream(counts).sum();
        for (int i = 0; i < sizes.length; i++) {
            if (found < wanted && counts[i] < most[i]) {
                needy.add(i);
            } else if (found > wanted && counts[i] > 1) {
                rich.add(i);
            }
        }
        // A class is out of its queue while its count changes.
        for (; found < wanted; found++) {
            int next = needy.remove();
            counts[next]++;
            if (counts[next] < most[next]) {
                needy.add(next);
            }
        }
        for (; found > wanted; found--) {
            int next = rich.remove();
            counts[next]--;
            if (counts[next] > 1) {
                rich.add(next);
            }
        }
        return counts;
    }
}
