package org.pcn4j.train.model;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.function.Function;
import org.pcn4j.train.settings.Contradiction;

/** Cross-entropy takes the softmax of what a network predicts: one that has taken it already learns badly, and says nothing. */
final class Logits {
    private final List<NodeSpec> nodes;

    Logits(List<NodeSpec> nodes) {
        this.nodes = nodes;
    }

    /** A node whose function makes probabilities of all that follows. */
    private record Found(int node, String function) {}

    /**
     * Makes sure that the output is of any numbers.
     *
     * @throws Contradiction if it is of probabilities
     */
    void require() {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i) instanceof NodeSpec.Output output) {
                squashed(i, output.function(), output.parents(), new HashSet<>())
                        .ifPresent(Logits::refuse);
            }
        }
    }

    private static void refuse(Found found) {
        throw new Contradiction(
                "cross-entropy takes the softmax itself: expected no " + found.function()
                        + " at the end, but the numbers before it",
                "model.nodes[" + found.node() + "].function",
                "loss");
    }

    private Optional<Found> squashed(
            int node, List<Made<Function>> functions, List<String> parents, Set<String> visited) {
        for (int i = functions.size() - 1; i >= 0; i--) {
            Function function = functions.get(i).it();
            if (function.predictsProbabilities()) {
                return Optional.of(new Found(node, functions.get(i).name()));
            } else if (!function.keepsNumbers()) {
                return Optional.empty();
            }
        }
        return parents.stream()
                .filter(visited::add)
                .flatMap(parent -> squashed(parent, visited).stream())
                .findFirst();
    }

    private Optional<Found> squashed(String name, Set<String> visited) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i) instanceof NodeSpec.Hidden hidden && hidden.name().equals(name)) {
                return squashed(i, hidden.function(), hidden.parents(), visited);
            }
        }
        return Optional.empty();
    }
}
