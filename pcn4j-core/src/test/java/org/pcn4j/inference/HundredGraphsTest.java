package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.dense.Kernels;
import org.pcn4j.tensor.DType;

/**
 * On random dense graphs every rule that dense kernels serve finds what its definition finds, in float32 and float64; here by plain
 * loops, and in {@code pcn4j-vector} by vectors, with the same bits.
 */
class HundredGraphsTest {
    private static final int SOME = 6;
    private static final int ALL = 100;
    private static final int LEAST = 30;

    static Set<String> rules() {
        return DenseGraphs.names();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void someGraphsAgree(String rule) {
        agree(rule, SOME);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("rules")
    void aHundredGraphsAgree(String rule) {
        assertThat(DenseGraphs.served(rule, ALL)).as(rule).hasSizeGreaterThan(LEAST);
        agree(rule, ALL);
    }

    private static void agree(String rule, int most) {
        List<Long> graphs = DenseGraphs.served(rule, most);
        assertThat(graphs).as(rule).isNotEmpty();
        for (long graph : graphs) {
            DenseGraphs.requireAgreement(rule, graph, DType.FLOAT32, Kernels.scalar());
            DenseGraphs.requireAgreement(rule, graph, DType.FLOAT64, Kernels.scalar());
        }
    }
}
