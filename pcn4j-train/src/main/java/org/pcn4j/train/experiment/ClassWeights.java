package org.pcn4j.train.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.data.Samples;
import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Words;

/** How much the cross-entropy of each class counts while it is learned. Immutable. */
public sealed interface ClassWeights {
    /** All count alike. */
    record None() implements ClassWeights {
        @Override
        public List<Double> of(List<String> classes, Samples train) {
            return List.of();
        }
    }

    /** In inverse proportion to how often each is learned from, 1 on the average of the samples: n / (classes · n of it). */
    record Balanced() implements ClassWeights {
        @Override
        public List<Double> of(List<String> classes, Samples train) {
            long[] counts = new long[classes.size()];
            int[] labels = train.labels()
                    .orElseThrow(() -> new IllegalArgumentException("balanced weighs samples of one class each, found "
                            + train.kind() + "; expected none, or a weight for each class"));
            for (int label : labels) {
                counts[label]++;
            }
            long all = Arrays.stream(counts).sum();
            List<Double> weights = new ArrayList<>();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] == 0) {
                    throw new IllegalArgumentException("balanced has no weight for the class "
                            + OneLine.quoted(classes.get(i)) + ", of which there is no sample to train on");
                }
                weights.add((double) all / counts.length / counts[i]);
            }
            return weights;
        }
    }

    /**
     * Those given, by the names of classes; 1 for all others.
     *
     * @param weights greater than 0
     */
    record Given(Map<String, Double> weights) implements ClassWeights {
        /** Copies the map, in its order. */
        public Given {
            weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        }

        @Override
        public List<Double> of(List<String> classes, Samples train) {
            for (String name : weights.keySet()) {
                if (!classes.contains(name)) {
                    throw new IllegalArgumentException(Words.unknown("class", name, classes));
                }
            }
            return classes.stream().map(name -> weights.getOrDefault(name, 1.0)).toList();
        }
    }

    /**
     * Returns one weight a class, or none where all count alike.
     *
     * @param train the samples to train on, with class labels
     * @throws IllegalArgumentException if there is no such class, or one to be balanced has no sample
     */
    List<Double> of(List<String> classes, Samples train);

    /** How weights are written: none, balanced, or a weight for each class by its name. */
    Kind<ClassWeights> KIND = Kinds.mapped(
            Kinds.orWord(Kinds.orWord(Kinds.dictionary(Kinds.positive()), "balanced"), "none"),
            read -> read.<ClassWeights>map(
                            words -> words.<ClassWeights>map(Given::new).orElseGet(Balanced::new))
                    .orElseGet(None::new),
            weights -> {
                if (weights instanceof None) {
                    return Optional.empty();
                }
                return Optional.of(weights instanceof Given given ? Optional.of(given.weights()) : Optional.empty());
            });
}
