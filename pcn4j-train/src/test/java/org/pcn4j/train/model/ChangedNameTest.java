package org.pcn4j.train.model;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pcn4j.train.settings.ChangedNames;
import org.pcn4j.train.settings.Variants;

/** No value of one variant is taken for another's, in whatever tells what a model is. */
class ChangedNameTest {
    @Test
    void aModelOfAnotherNameHasItsOwnDefaults() {
        ChangedNames.requireNoValueOfTheOldVariantInTheNew(ModelForms.KIND, "name", Map.of());
    }

    @Test
    void aFunctionOfAnotherNameHasItsOwnDefaults() {
        ChangedNames.requireNoValueOfTheOldVariantInTheNew(
                Functions.CATALOG,
                "name",
                Map.ofEntries(
                        Map.entry("linear", List.of("in=3", "out=2")),
                        Map.entry("embedding", List.of("vocabulary=5", "width=3")),
                        Map.entry("bias", List.of("shape=[3]")),
                        Map.entry("conv2d", List.of("in=2", "out=4", "kernel=3")),
                        Map.entry("conv-transpose2d", List.of("in=2", "out=4", "kernel=3")),
                        Map.entry("max-pool2d", List.of("kernel=3")),
                        Map.entry("avg-pool2d", List.of("kernel=2")),
                        Map.entry("upsample", List.of("factor=2")),
                        Map.entry("scaled", List.of("factor=2")),
                        Map.entry("pad", List.of("before=1", "after=2")),
                        Map.entry("batch-norm", List.of("channels=2")),
                        Map.entry("group-norm", List.of("groups=2", "channels=4")),
                        Map.entry("layer-norm", List.of("shape=[3]")),
                        Map.entry("reshape", List.of("shape=[3]")),
                        Map.entry("permute", List.of("order=[1, 0]")),
                        Map.entry("select", List.of("index=1")),
                        Map.entry("slice", List.of("dimension=1", "from=1", "to=3")),
                        Map.entry("average", List.of("inputs=2")),
                        Map.entry("concatenate", List.of("inputs=2")),
                        Map.entry("product", List.of("inputs=2")),
                        Map.entry("add", List.of("inputs=2")),
                        Map.entry("sum", List.of("terms=[{function: relu}, {function: tanh}]")),
                        Map.entry("masked-update", List.of("step=1")),
                        Map.entry("multi-head-attention", List.of("width=4", "heads=2"))));
    }

    @Test
    void anInitializerOfAnotherNameHasItsOwnDefaults() {
        ChangedNames.requireNoValueOfTheOldVariantInTheNew(
                Initializers.CATALOG,
                "name",
                Map.of(
                        "constant", List.of("number=1"),
                        "uniform", List.of("bound=0.5"),
                        "normal", List.of("deviation=0.1")));
    }

    @Test
    void aNodeOfAnotherKindHasItsOwnDefaults() {
        ChangedNames.requireNoValueOfTheOldVariantInTheNew(
                NodeSpec.KIND,
                "kind",
                Map.of(
                        "input", List.of("name=x", "shape=[3]"),
                        "tokens", List.of("name=x", "shape=[3]", "vocabulary=5"),
                        "constant", List.of("name=x", "shape=[3]"),
                        "node", List.of("name=x", "function=relu", "parents=[y]"),
                        "sink", List.of("name=x", "function=relu", "parents=[y]"),
                        "output", List.of("name=x", "function=relu", "parents=[y]")));
    }

    @Test
    void dataOfAnotherKindHaveTheirOwnSettings() {
        ChangedNames.requireNoValueOfTheOldVariantInTheNew(
                (Variants<Domain>) Domain.KIND,
                "name",
                Map.of(
                        "images", List.of("channels=1", "height=2", "width=2", "classes=[a, b]"),
                        "rows", List.of("columns=[p, q]", "classes=[a, b]"),
                        "words", List.of("length=3", "vocabulary=[a, b]", "classes=[a, b]"),
                        "characters", List.of("window=3", "vocabulary=[a, b]")));
    }
}
