package org.pcn4j.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pcn4j.dense.Kernels;

/** The kernels are offered where they are fast, and where they are not a reason and a remedy are. */
class VectorProviderTest {
    @Test
    void withoutTheModuleTheRemedyIsNamed() throws Exception {
        assertThat(Java.printed(VectorProviderTest.class.getName()))
                .isEqualTo("Java was started without the option --add-modules jdk.incubator.vector");
    }

    @Test
    void withoutTheCompilerC2TheMachineIsNamed() throws Exception {
        for (String option : new String[] {"-Xint", "-XX:TieredStopAtLevel=1"}) {
            assertThat(Java.printed(
                            option, "--add-modules", "jdk.incubator.vector", VectorProviderTest.class.getName()))
                    .startsWith("only HotSpot's compiler C2 makes vectors fast, and this is ");
        }
    }

    /** The machine calls itself mixed all the same. */
    @Test
    void anOptionThatKeepsTheMachineFromC2IsNamed() throws Exception {
        for (String option : new String[] {
            "-XX:TieredStopAtLevel=0", "-XX:TieredStopAtLevel=2", "-XX:TieredStopAtLevel=3", "-XX:-UseCompiler"
        }) {
            assertThat(Java.printed(
                            option, "--add-modules", "jdk.incubator.vector", VectorProviderTest.class.getName()))
                    .isEqualTo("only HotSpot's compiler C2 makes vectors fast, and Java was started with "
                            + (option.endsWith("=0") ? "-XX:-UseCompiler" : option));
        }
        assertThat(Java.printed(
                        "-XX:+UnlockExperimentalVMOptions",
                        "-XX:-EnableVectorSupport",
                        "--add-modules",
                        "jdk.incubator.vector",
                        VectorProviderTest.class.getName()))
                .endsWith("and Java was started with -XX:-EnableVectorSupport");
    }

    @Test
    void c2AloneAndOptionsThatAMachineDoesNotKnowAreNoObstacle() throws Exception {
        Map<String, String> c2Alone =
                Map.of("TieredStopAtLevel", "1", "TieredCompilation", "false", "UseCompiler", "true");
        assertThat(VectorProvider.withoutC2(option -> c2Alone.getOrDefault(option, "")))
                .isEmpty();
        assertThat(VectorProvider.withoutC2(option -> "")).isEmpty();
        assertThat(Java.printed(
                        "-XX:-TieredCompilation",
                        "--add-modules",
                        "jdk.incubator.vector",
                        VectorProviderTest.class.getName()))
                .isEqualTo(Java.printed("--add-modules", "jdk.incubator.vector", VectorProviderTest.class.getName()));
    }

    @Test
    void withoutVectorsOfEightNumbersTheirSizeIsNamed() throws Exception {
        assertThat(Java.printed(
                        "-XX:UseAVX=1", "--add-modules", "jdk.incubator.vector", VectorProviderTest.class.getName()))
                .isEqualTo("vectors hold 4 numbers in float32 on this processor, and at least 8 are needed");
    }

    @Test
    void otherMachinesAreToldByTheirNames() {
        assertThat(VectorProvider.hasC2("OpenJDK 64-Bit Server VM", "17.0.15+6", "mixed mode, sharing"))
                .isTrue();
        assertThat(VectorProvider.hasC2("Java HotSpot(TM) 64-Bit Server VM", "25", "mixed mode"))
                .isTrue();
        assertThat(VectorProvider.hasC2("Eclipse OpenJ9 VM", "openj9-0.40", "JRE 17 Linux"))
                .isFalse();
        assertThat(VectorProvider.hasC2("OpenJDK 64-Bit Server VM", "17+jvmci-22.3", "mixed mode"))
                .isFalse();
    }

    /** Prints why there are no kernels. */
    public static void main(String[] args) {
        System.out.println(Kernels.here().reason());
    }
}
