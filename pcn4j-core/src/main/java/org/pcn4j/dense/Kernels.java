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
public record Kernels(Optional<DenseKernels<float[]>> kernels, String reason) {
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
    public static Kernels of(DenseKernels<float[]> kernels) {
        return new Kernels(Optional.of(kernels), "");
    }

    /** What a provider returns that does not run here. */
    public static Kernels missing(String reason) {
        return new Kernels(Optional.empty(), reason);
    }
}
