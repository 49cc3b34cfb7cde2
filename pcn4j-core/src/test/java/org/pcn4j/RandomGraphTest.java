package org.pcn4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.Chain;
import org.pcn4j.function.FeedbackLinear;
import org.pcn4j.function.ForwardOnly;
import org.pcn4j.function.Function;
import org.pcn4j.function.MultiHeadAttention;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;

/** That what the random graphs are meant to exercise does occur in them. */
class RandomGraphTest {
    /** Every function of the library. What has no instances of its own, interfaces above all, is not meant. */
    private static Set<Class<?>> functions() {
        Set<Class<?>> all = new HashSet<>();
        for (JavaClass found : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(Function.class.getPackageName())) {
            if (found.isAssignableTo(Function.class)
                    && !found.isInterface()
                    && found.getModifiers().contains(JavaModifier.PUBLIC)
                    && !found.getModifiers().contains(JavaModifier.ABSTRACT)) {
                all.add(found.reflect());
            }
        }
        // Its pullback is another one than autograd's, which graphs are drawn to agree with.
        all.remove(FeedbackLinear.class);
        return all;
    }

    /** A function and its links, where it is a chain. */
    private static Stream<Function> parts(Function function) {
        return function instanceof Chain chain
                ? Stream.concat(Stream.of(function), chain.links().stream().flatMap(RandomGraphTest::parts))
                : Stream.of(function);
    }

    @Test
    void fiveHundredGraphsHoldEveryFunctionAndEveryKindOfEdge() {
        Set<Class<?>> drawn = new HashSet<>();
        int deepest = 0;
        int longestSkip = 0;
        int mostChildren = 0;
        int mostParents = 0;
        int mostOutputs = 0;
        int shared = 0;
        int tied = 0;
        int constants = 0;
        int userFunctions = 0;
        int attentionOfThree = 0;
        for (Network network :
                LongStream.range(0, 500).mapToObj(RandomGraph::of).toList()) {
            deepest = Math.max(deepest, network.depth());
            mostOutputs = Math.max(mostOutputs, network.outputs().size());
            Set<List<Integer>> seen = new HashSet<>();
            Set<Integer> owned = new HashSet<>();
            List<Integer> uses = new ArrayList<>();
            for (Node node : network.nodes()) {
                if (node.isRoot()) {
                    constants += node.isRoot() && node.constant().isPresent() ? 1 : 0;
                    continue;
                }
                parts(node.function()).forEach(part -> drawn.add(part.getClass()));
                mostParents = Math.max(mostParents, node.parents().size());
                uses.addAll(node.parents());
                boolean another = seen.add(node.parameters());
                shared += !node.parameters().isEmpty() && !another ? 1 : 0;
                tied += another && node.parameters().stream().anyMatch(owned::contains) ? 1 : 0;
                owned.addAll(node.parameters());
                userFunctions += (int) parts(node.function())
                        .filter(ForwardOnly.class::isInstance)
                        .count();
                attentionOfThree += node.function() instanceof MultiHeadAttention
                                && node.parents().size() == 3
                        ? 1
                        : 0;
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
        assertThat(functions()).hasSizeGreaterThan(40);
        assertThat(drawn).containsAll(functions());
        assertThat(deepest).isGreaterThanOrEqualTo(12);
        assertThat(longestSkip).isGreaterThanOrEqualTo(8);
        assertThat(mostParents).isEqualTo(4);
        assertThat(mostChildren).isGreaterThanOrEqualTo(4);
        assertThat(mostOutputs).isGreaterThanOrEqualTo(4);
        assertThat(List.of(shared, tied, constants, userFunctions, attentionOfThree))
                .allMatch(count -> count > 20);
    }
}
