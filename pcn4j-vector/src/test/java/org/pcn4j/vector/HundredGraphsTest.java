package org.pcn4j.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.dense.Kernels;
import org.pcn4j.inference.DenseGraphs;
import org.pcn4j.tensor.DType;

/**
 * On random dense graphs every rule finds by vectors what its definition finds, in float32 and float64, and the bits that plain loops
 * give: with vectors of all lengths that this processor has, and where Java is started without them.
 */
class HundredGraphsTest {
    private static final int SOME = 3;
    private static final int ALL = 100;
    private static final Kernels VECTORS =
            Kernels.of(new VectorKernels(), new DoubleVectorKernels(), new VectorRounding());

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
        agree(rule, ALL);
    }

    private static void agree(String rule, int most) {
        List<Long> graphs = DenseGraphs.served(rule, most);
        assertThat(graphs).as(rule).isNotEmpty();
        for (long graph : graphs) {
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                DenseGraphs.requireAgreement(rule, graph, dtype, VECTORS);
                assertThat(DenseGraphs.bits(rule, graph, dtype, VECTORS))
                        .as("%s on graph %d in %s", rule, graph, dtype)
                        .isEqualTo(DenseGraphs.bits(rule, graph, dtype, Kernels.scalar()));
            }
        }
    }

    @Test
    void someGraphsHaveTheSameBitsWithShorterVectorsAndWithoutTheModule() throws Exception {
        requireSameBits(SOME);
    }

    @Tag("slow")
    @Test
    void aHundredGraphsHaveTheSameBitsWithShorterVectorsAndWithoutTheModule() throws Exception {
        requireSameBits(ALL);
    }

    private static void requireSameBits(int most) throws Exception {
        String graphs = DenseGraphs.class.getName();
        String access = "--enable-native-access=ALL-UNNAMED";
        String module = "--add-modules=jdk.incubator.vector";
        String bits = DenseGraphs.bits(most, VECTORS);
        assertThat(Java.printed("-XX:UseAVX=2", access, module, graphs, "" + most))
                .isEqualTo("vector, 8 lanes; vector, 4 lanes: " + bits);
        assertThat(Java.printed(access, graphs, "" + most)).isEqualTo("scalar; scalar: " + bits);
    }
}
