package org.pcn4j.vector;

import java.util.Locale;
import org.pcn4j.dense.Kernels;

/** Finds out whether {@link VectorKernels} run well here. Loads nothing of the Vector API where it is not there. */
public final class VectorProvider implements Kernels.Provider {
    private static final String MODULE = "jdk.incubator.vector";

    /** So many numbers of float32 must a vector hold, and half as many of float64. */
    private static final int LEAST = 8;

    /** Found by {@link java.util.ServiceLoader}. */
    public VectorProvider() {}

    @Override
    public Kernels kernels() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return Kernels.missing("Java was started without the option --add-modules " + MODULE);
        }
        String machine = System.getProperty("java.vm.name", "");
        String mode = System.getProperty("java.vm.info", "");
        if (!hasC2(machine, System.getProperty("java.vm.version", ""), mode)) {
            return Kernels.missing(String.format(
                    Locale.ROOT, "only HotSpot's compiler C2 makes vectors fast, and this is %s (%s)", machine, mode));
        }
        int lanes = VectorKernels.lanes();
        return lanes < LEAST
                ? Kernels.missing(String.format(
                        Locale.ROOT,
                        "vectors hold %d numbers in float32 on this processor, and at least %d are needed",
                        lanes,
                        LEAST))
                : Kernels.of(new VectorKernels(), new DoubleVectorKernels());
    }

    /**
     * Tells whether a virtual machine compiles by C2: HotSpot does, unless it is told to interpret ({@code -Xint}) or to compile by C1
     * alone ({@code -XX:TieredStopAtLevel=1}), or has another compiler plugged in (GraalVM).
     */
    static boolean hasC2(String machine, String version, String mode) {
        return (machine.contains("HotSpot") || machine.contains("OpenJDK"))
                && machine.contains("Server")
                && !version.contains("jvmci")
                && !mode.contains("interpreted")
                && !mode.contains("emulated-client");
    }
}
