package org.pcn4j.vector;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
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
        Optional<String> option = withoutC2(VectorProvider::inForce);
        if (option.isPresent()) {
            return Kernels.missing(
                    "only HotSpot's compiler C2 makes vectors fast, and Java was started with " + option.get());
        }
        int lanes = VectorKernels.lanes();
        return lanes < LEAST
                ? Kernels.missing(String.format(
                        Locale.ROOT,
                        "vectors hold %d numbers in float32 on this processor, and at least %d are needed",
                        lanes,
                        LEAST))
                : Kernels.of(new VectorKernels(), new DoubleVectorKernels(), new VectorRounding());
    }

    /**
     * Tells whether a virtual machine compiles by C2, by what it says of itself: HotSpot does, unless it is told to interpret ({@code -Xint}) or
     * to compile by C1 alone ({@code -XX:TieredStopAtLevel=1}), or has another compiler plugged in (GraalVM).
     */
    static boolean hasC2(String machine, String version, String mode) {
        return (machine.contains("HotSpot") || machine.contains("OpenJDK"))
                && machine.contains("Server")
                && !version.contains("jvmci")
                && !mode.contains("interpreted")
                && !mode.contains("emulated-client");
    }

    /**
     * Tells which option, if any, keeps HotSpot from C2 or C2 from vectors, where the machine's own words do not say so.
     *
     * @param inForce the value of an option of HotSpot's, empty where it has none by that name
     */
    static Optional<String> withoutC2(UnaryOperator<String> inForce) {
        String level = inForce.apply("TieredStopAtLevel");
        if (level.matches("[0-3]") && !inForce.apply("TieredCompilation").equals("false")) {
            return Optional.of("-XX:TieredStopAtLevel=" + level);
        }
        return Stream.of("UseCompiler", "EnableVectorSupport")
                .filter(option -> inForce.apply(option).equals("false"))
                .map(option -> "-XX:-" + option)
                .findFirst();
    }

    /** Asks the machine itself: options come from files and the environment as well, and follow from one another. */
    private static String inForce(String option) {
        try {
            HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return machine == null ? "" : machine.getVMOption(option).getValue();
        } catch (IllegalArgumentException | NoClassDefFoundError e) {
            // No such option, or a Java without jdk.management.
            return "";
        }
    }
}
