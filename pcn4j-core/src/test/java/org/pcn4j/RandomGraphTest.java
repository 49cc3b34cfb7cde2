package org.pcn4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;

/** That what the random graphs are meant to exercise does occur in them. */
class RandomGraphTest {
    private static final List<String> FUNCTIONS = List.of(
            "linear",
            "conv2d",
            "convTranspose2d",
            "maxPool2d",
            "avgPool2d",
            "adaptiveAvgPool2d",
            "upsample",
            "pad",
            "flatten",
            "select",
            "reshape",
            "permute",
            "slice",
            "identity",
            "tanh",
            "sigmoid",
            "relu",
            "leakyRelu",
            "gelu",
            "hardTanh",
            "silu",
            "softmax",
            "logSoftmax",
            "layerNorm",
            "batchNorm",
            "groupNorm",
            "dropout",
            "offset",
            "embedding",
            "multiHeadAttention",
            "concatenate",
            "product",
            "average",
            "matrixProduct",
            "lstmCarry",
            "lstmState",
            "gruState",
            "hold");

    @Test
    void fiveHundredGraphsHoldEveryFunctionAndEveryKindOfEdge() {
        Set<String> words = new TreeSet<>();
        int deepest = 0;
        int longestSkip = 0;
        int mostChildren = 0;
        int mostParents = 0;
        int mostOutputs = 0;
        int shared = 0;
        for (Network network :
                LongStream.range(0, 500).mapToObj(RandomGraph::of).toList()) {
            deepest = Math.max(deepest, network.depth());
            mostOutputs = Math.max(mostOutputs, network.outputs().size());
            Set<List<Integer>> seen = new HashSet<>();
            List<Integer> uses = new ArrayList<>();
            for (Node node : network.nodes()) {
                if (node.isRoot()) {
                    continue;
                }
                words.addAll(List.of(node.function().toString().split("[^A-Za-z0-9]+")));
                mostParents = Math.max(mostParents, node.parents().size());
                uses.addAll(node.parents());
                shared += !node.parameters().isEmpty() && !seen.add(node.parameters()) ? 1 : 0;
                for (int parent : node.parents()) {
                    longestSkip = Math.max(longestSkip, network.delays(parent, node.index()));
                }
            }
            for (Node node : network.nodes()) {
                int children =
                        (int) uses.stream().filter(use -> use == node.index()).count();
                mostChildren = node.isRoot() ? mostChildren : Math.max(mostChildren, children);
            }
        }
        assertThat(words).containsAll(FUNCTIONS);
        assertThat(deepest).isGreaterThanOrEqualTo(12);
        assertThat(longestSkip).isGreaterThanOrEqualTo(8);
        assertThat(mostParents).isEqualTo(4);
        assertThat(mostChildren).isGreaterThanOrEqualTo(4);
        assertThat(mostOutputs).isGreaterThanOrEqualTo(4);
        assertThat(shared).isGreaterThan(20);
    }
}
