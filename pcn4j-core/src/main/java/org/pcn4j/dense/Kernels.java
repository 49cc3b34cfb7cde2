package org.pcn4j.dense;

import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The fast dense kernels of this machine, or why there are none. What the virtual machine says of itself decides, never a trial's
 * time: who computes must not depend on a clock.
 *
 * @param kernels the kernels; safe for use by many threads
 * @param reason why there are none and what would help, in words that follow "because"; empty where there are some
 */
public record Kernels(Optional<Both> kernels, String reason) {
    /**
     * Kernels of float32 and of float64.
     *
     * @param rounding of float32 to bfloat16
     */
    public record Both(DenseKernels<float[]> floats, DenseKernels<double[]> doubles, Rounding<float[]> rounding) {
        /** Returns those by plain loops, which are the definition. */
        public static Both scalar() {
            return new Both(new ScalarKernels(), new DoubleScalarKernels(), new ScalarRounding());
        }
    }

    /** How kernels are found: {@link ServiceLoader} loads it. */
    public interface Provider {
        /** Returns its kernels, or why they do not run here. Must not fail where they do not. */
        Kernels kernels();
    }

    /** Looked for once. */
    private static final class Here {
        static final Kernels FOUND = ServiceLoader.load(Provider.class, Kernels.class.getClassLoader())
                .findFirst()
                .map(Provider::kernels)
                .orElseGet(() -> missing("pcn4j-vector is not on the class path"));
    }

    /** Returns what this machine has. */
    public static Kernels here() {
        return Here.FOUND;
    }

    /** What a provider returns that runs here. */
    public static Kernels of(DenseKernels<float[]> floats, DenseKernels<double[]> doubles, Rounding<float[]> rounding) {
        return new Kernels(Optional.of(new Both(floats, doubles, rounding)), "");
    }

    /** Returns the kernels by plain loops, slow and everywhere. */
    public static Kernels scalar() {
        return new Kernels(Optional.of(Both.scalar()), "");
    }

    /** What a provider returns that does not run here. */
    public static Kernels missing(String reason) {
        return new Kernels(Optional.empty(), reason);
    }
}
