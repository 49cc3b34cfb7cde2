package org.pcn4j.inference.schedule;

import java.util.Arrays;
import java.util.List;
import org.pcn4j.function.Precision;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Heun's method on dx/dt = f(x) = s − πε, with steps h as long as its difference from Euler's method allows, which is how JPC
 * infers (Innocenti et al. 2024). A step takes two times, each with the one evaluation of forces that every time has: at the
 * first values go to x + h f(x), at the second they are corrected to x + ½h(f(x) + f(x + h f(x))). If the correction is too
 * large for any of a sample's numbers, more than absolute + relative · max(|x|, |x'|), the sample tries a shorter h instead,
 * from the force that it knows, and corrects at the time after. So T counts evaluations, and an odd one leaves values at
 * Euler's prediction.
 *
 * <p>Each sample has steps of its own, so that what it settles at does not depend on the batch that it is in; JPC has one
 * step for a batch, and takes the root of the mean square where this takes the largest. The length of a sample's steps depends
 * on all of its nodes: unlike all other relaxations this one is not local.
 *
 * @param gamma the first h of every update: finite, greater than 0
 * @param relative the tolerance relative to a value: finite, at least 0
 * @param absolute the tolerance: finite, greater than 0
 */
public record Heun(double gamma, double relative, double absolute) implements Relaxation {
    private static final String FIRST = "first force";

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Heun {
        Descent.requireStep(gamma);
        if (!(relative >= 0 && Double.isFinite(relative))) {
            throw new IllegalArgumentException("the relative tolerance must be finite and at least 0, not " + relative);
        }
        if (!(absolute > 0 && Double.isFinite(absolute))) {
            throw new IllegalArgumentException(
                    "the absolute tolerance must be finite and greater than 0, not " + absolute);
        }
    }

    @Override
    public boolean forgets(Precision precision) {
        return false;
    }

    @Override
    public List<String> memory() {
        return List.of(FIRST);
    }

    @Override
    public boolean looks() {
        return true;
    }

    private HeunSteps steps(Movement movement, Tensor like) {
        int samples = Math.toIntExact(like.size(0));
        HeunSteps steps = movement.shared(HeunSteps.class, () -> new HeunSteps(gamma, samples));
        steps.begin(movement.time());
        return steps;
    }

    @Override
    public void look(Movement movement) {
        try (Tensor force = movement.force();
                Tensor value = movement.value()) {
            HeunSteps steps = steps(movement, force);
            if (!steps.corrects()) {
                return;
            }
            double[] second = force.toDoubles();
            double[] first = movement.remembered(FIRST).toDoubles();
            double[] x = value.toDoubles();
            int width = second.length / steps.samples();
            for (int i = 0; i < second.length; i++) {
                int sample = i / width;
                double h = steps.length(sample);
                double correction = h / 2 * (second[i] - first[i]);
                double largest = Math.max(Math.abs(x[i] - h * first[i]), Math.abs(x[i] + correction));
                steps.see(sample, Math.abs(correction) / (absolute + relative * largest));
            }
        }
    }

    @Override
    public Tensor move(Movement movement) {
        Tensor first = movement.remembered(FIRST);
        try (Tensor force = movement.force()) {
            HeunSteps steps = steps(movement, force);
            steps.decide();
            Tensor moved;
            try (Tensor ofFirst = column(steps.ofFirst(), force);
                    Tensor ofForce = column(steps.ofForce(), force);
                    Tensor back = first.mul(ofFirst);
                    Tensor on = force.mul(ofForce);
                    Tensor step = back.add(on)) {
                moved = movement.moved(step, 1);
            }
            try (Tensor kept = column(steps.kept(), force);
                    Tensor taken = column(steps.taken(), force);
                    Tensor old = first.mul(kept)) {
                Tensor next = force.mul(taken);
                movement.remember(FIRST, next.addInPlace(old));
            }
            return moved;
        }
    }

    /** One number a sample, to be multiplied with numbers of a node: [B, 1, …]. */
    private static Tensor column(double[] numbers, Tensor like) {
        long[] sizes = like.shape().toArray();
        Arrays.fill(sizes, 1);
        sizes[0] = numbers.length;
        try (Tensor column = Tensor.of(like.dtype(), Shape.of(sizes), numbers)) {
            return column.to(like.device());
        }
    }
}
