package org.pcn4j.systems.generative;

import java.util.SplittableRandom;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** Targets drawn at random, each class as likely as any other. */
final class Targets {
    private Targets() {}

    /** Returns one-hot targets, each alike likely. */
    static Tensor drawn(DType dtype, int count, Shape shape, Seed seed) {
        int classes = Math.toIntExact(shape.elements());
        SplittableRandom random = seed.derive("targets").generator();
        double[] targets = new double[Math.multiplyExact(count, classes)];
        for (int i = 0; i < count; i++) {
            targets[i * classes + random.nextInt(classes)] = 1;
        }
        return Tensor.of(dtype, Shape.of(count, classes), targets);
    }
}
