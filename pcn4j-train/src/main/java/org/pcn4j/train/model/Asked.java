package org.pcn4j.train.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.run.ForwardPass;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.generative.Ability;
import org.pcn4j.systems.generative.Generative;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.file.OneLine;

/**
 * What a model's network is asked for, in the user's units. Thread-safe; whoever asks holds a lease on the parameters.
 *
 * @param pass answers by a forward pass
 * @param generative what is asked from any end; nothing where a forward pass answers
 */
record Asked(
        Description description,
        Network network,
        Parameters parameters,
        ForwardPass pass,
        Optional<Generative> generative) {
    /** Up to so many samples are answered by the calling thread alone: so few leave a second one nothing to do. */
    private static final int FEW = 8;

    static Asked of(Description description, Network network, Parameters parameters) {
        ForwardPass pass = new ForwardPass(network);
        return new Asked(
                description,
                network,
                parameters,
                description.arithmetic().map(pass::in).orElse(pass),
                description.generative());
    }

    Set<Ability> abilities() {
        return generative.map(Generative::abilities).orElse(Set.of(Ability.PREDICT));
    }

    /** Returns what may be asked for something, or throws. */
    private Generative asked(Ability ability) {
        Generative found = generative.orElseThrow(() -> new UnsupportedOperationException(String.format(
                Locale.ROOT,
                "the model %s only predicts, by a forward pass: it cannot %s; the models bidirectional, pc-graph and generator"
                        + " are asked from any end",
                description.model().name(),
                ability.name().toLowerCase(Locale.ROOT))));
        try {
            found.require(ability);
        } catch (UnsupportedOperationException e) {
            throw new UnsupportedOperationException(
                    e.getMessage() + "; the model {name: generator, above: target} can do all", e);
        }
        return found;
    }

    /** Returns what the network says of whole samples: their targets, or themselves where it predicts none. */
    double[] outputs(List<double[]> samples) {
        return samples.size() > FEW ? answered(samples) : Threads.alone(() -> answered(samples));
    }

    private double[] answered(List<double[]> samples) {
        try (TensorScope scope = new TensorScope()) {
            Tensor inputs = inputs(samples);
            if (generative.isEmpty()) {
                try (Tensor output = pass.outputs(parameters, List.of(inputs)).get(0)) {
                    return description.preparation().inUnits(finite(output));
                }
            }
            Generative any = generative.get();
            return any.abilities().contains(Ability.PREDICT)
                    ? description.preparation().inUnits(finite(any.predict(parameters, inputs)))
                    : inSamplesUnits(any.reconstruct(parameters, inputs));
        }
    }

    private Tensor inputs(List<double[]> samples) {
        return description
                .preparation()
                .tensor(samples, description.model().sample(description.domain()), parameters.dtype());
    }

    private Tensor finite(Tensor found) {
        if (!found.isFinite()) {
            throw new IllegalArgumentException("the network's answer is NaN or infinite: a number is too far from those"
                    + " of training for " + parameters.dtype());
        }
        return found;
    }

    /** What was made of samples, in the range in which they are read; closes it. */
    private double[] inSamplesUnits(Tensor made) {
        try (made) {
            finite(made);
            return description
                    .preparation()
                    .inputs()
                    .map(given -> given.invert(made))
                    .orElseGet(made::toDoubles);
        }
    }

    private List<double[]> each(Tensor made, int count) {
        double[] all = inSamplesUnits(made);
        int one = all.length / count;
        List<double[]> samples = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            samples.add(Arrays.copyOfRange(all, i * one, (i + 1) * one));
        }
        return samples;
    }

    List<double[]> reconstruct(List<double[]> samples) {
        Generative any = asked(Ability.RECONSTRUCT);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("expected at least one sample, found none");
        }
        try (TensorScope scope = new TensorScope()) {
            return each(any.reconstruct(parameters, inputs(samples)), samples.size());
        }
    }

    double[] complete(double[] sample, boolean[] known, Seed seed) {
        Generative any = asked(Ability.COMPLETE);
        if (known.length != sample.length) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "a mask of %d numbers does not fit a sample of %d", known.length, sample.length));
        }
        double[] mask = new double[known.length];
        double[] clean = sample.clone();
        int count = 0;
        for (int i = 0; i < known.length; i++) {
            mask[i] = known[i] ? 1 : 0;
            clean[i] = known[i] ? sample[i] : 0;
            count += known[i] ? 1 : 0;
        }
        if (count == 0) {
            throw new IllegalArgumentException("nothing of the sample is known: at least one number must be");
        }
        try (TensorScope scope = new TensorScope()) {
            Tensor there = Tensor.of(parameters.dtype(), Shape.of(1, mask.length), mask);
            double[] completed = inSamplesUnits(any.complete(parameters, inputs(List.of(clean)), there, seed));
            for (int i = 0; i < known.length; i++) {
                // What is known stays as it was given, not as it came back from a normalization.
                completed[i] = known[i] ? sample[i] : completed[i];
            }
            return completed;
        }
    }

    List<double[]> generate(String label, int count, Seed seed) {
        Generative any = asked(Ability.GENERATE);
        requireCount(count);
        int index = description.domain().classes().indexOf(label);
        if (index < 0) {
            throw new IllegalArgumentException("there is no class " + OneLine.quoted(label) + ", expected one of "
                    + description.domain().classes());
        }
        long[] labels = new long[count];
        Arrays.fill(labels, index);
        try (TensorScope scope = new TensorScope()) {
            Tensor targets = new SquaredError()
                    .targets(
                            Tensor.of(Shape.of(count), labels),
                            Shape.of(description.domain().outputs()),
                            parameters.dtype());
            return each(any.generate(parameters, targets, seed), count);
        }
    }

    List<double[]> sample(int count, Seed seed) {
        Generative any = asked(Ability.SAMPLE);
        requireCount(count);
        try (TensorScope scope = new TensorScope()) {
            return each(any.sample(parameters, count, seed), count);
        }
    }

    private static void requireCount(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("expected at least 1 sample to make, found " + count);
        }
    }
}
