package org.pcn4j.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pcn4j.dense.DenseKernels;
import org.pcn4j.dense.ScalarKernels;
import org.pcn4j.dense.ScalarRounding;

/** Vectors round to the bits of plain loops, which are the definition. */
class VectorRoundingTest {
    private final DenseKernels<float[]> scalar = new ScalarKernels();

    @Test
    void everyRoundedNumberHasTheScalarBits() {
        // Enough for C2 to have compiled it before the last of them.
        int rounds = 4000;
        assertThat(RoundingCases.checksum(new VectorRounding(), rounds))
                .isEqualTo(RoundingCases.checksum(new ScalarRounding(), rounds));
    }

    @Test
    void vectorsOfHalfALineRoundToThem() throws Exception {
        int rounds = 2000;
        String printed = Java.printed(
                "-XX:UseAVX=2", "--add-modules", "jdk.incubator.vector", RoundingCases.class.getName(), "" + rounds);
        assertThat(printed).isEqualTo(scalar.line() / 2 + " " + RoundingCases.checksum(new ScalarRounding(), rounds));
    }
}
