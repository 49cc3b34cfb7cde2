package org.pcn4j.train.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pcn4j.data.Normalization;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.model.Domain;
import org.pcn4j.train.model.Preparation;
import tools.jackson.databind.json.JsonMapper;

/** A model's preparation as operators: in double precision, as {@link Preparation} computes it, rounded last. Immutable. */
final class Preparing {
    /** Of networks without a preparation of their own. */
    static final Preparing NOTHING = new Preparing(Optional.empty());

    private final Optional<Preparation> preparation;

    private Preparing(Optional<Preparation> preparation) {
        this.preparation = preparation;
    }

    static Preparing of(Preparation preparation) {
        return new Preparing(Optional.of(preparation));
    }

    private Optional<Normalization> inputs() {
        return preparation.flatMap(Preparation::inputs);
    }

    private Optional<Normalization> targets() {
        return preparation.flatMap(Preparation::targets);
    }

    /** Returns the element type of numbers that are given. */
    DType inputType(DType dtype) {
        boolean rows = preparation.isPresent() && preparation.get().domain() instanceof Domain.Rows;
        return rows && inputs().isPresent() ? DType.FLOAT64 : dtype;
    }

    /** Returns the element type of what is answered. */
    DType outputType(DType dtype) {
        return targets().isPresent() ? DType.FLOAT64 : dtype;
    }

    /**
     * Normalizes an input.
     *
     * @param shape of one sample
     */
    Value input(Value raw, Shape shape, Graph graph) {
        return inputs().map(given -> {
                    Value wide = inputType(graph.dtype()) == DType.FLOAT64 ? raw : cast(raw, DType.FLOAT64, graph);
                    Value centered = graph.operation("Sub", List.of(wide, constant(given.means(), shape, graph)));
                    Value normalized =
                            graph.operation("Div", List.of(centered, constant(given.deviations(), shape, graph)));
                    return graph.dtype() == DType.FLOAT64 ? normalized : cast(normalized, graph.dtype(), graph);
                })
                .orElse(raw);
    }

    /** Scales an output back. */
    Value output(Value prediction, Graph graph) {
        return targets()
                .map(given -> {
                    Shape shape = Shape.of(given.means().size());
                    Value wide = graph.dtype() == DType.FLOAT64 ? prediction : cast(prediction, DType.FLOAT64, graph);
                    Value stretched = graph.operation("Mul", List.of(wide, constant(given.deviations(), shape, graph)));
                    return graph.operation("Add", List.of(stretched, constant(given.means(), shape, graph)));
                })
                .orElse(prediction);
    }

    private static Value cast(Value value, DType to, Graph graph) {
        return graph.operation("Cast", value, Attribute.integer("to", ElementType.of(to)));
    }

    /** Returns one number a part, for samples of a shape in which the parts lie one after the other. */
    private static Value constant(List<Double> parts, Shape shape, Graph graph) {
        double[] numbers = parts.stream().mapToDouble(Double::doubleValue).toArray();
        if (numbers.length == 1) {
            return graph.numbers(DType.FLOAT64, Shape.of(), numbers);
        }
        if (shape.size(0) == numbers.length) {
            long[] sizes = new long[shape.rank()];
            Arrays.fill(sizes, 1);
            sizes[0] = numbers.length;
            return graph.numbers(DType.FLOAT64, Shape.of(sizes), numbers);
        }
        double[] each = new double[Math.toIntExact(shape.elements())];
        int pixels = each.length / numbers.length;
        Arrays.setAll(each, i -> numbers[i / pixels]);
        return graph.numbers(DType.FLOAT64, shape, each);
    }

    /** Returns the options with what the numbers stand for in the metadata. */
    OnnxOptions describedIn(OnnxOptions options) {
        OnnxOptions described = options;
        if (preparation.isPresent()) {
            Domain domain = preparation.get().domain();
            described = named(described, "pcn4j.classes", domain.classes());
            described = named(described, "pcn4j.targets", preparation.get().targetNames());
            if (domain instanceof Domain.Rows rows) {
                described = named(described, "pcn4j.features", rows.columns());
            }
            if (preparation.get().isOfTokens()) {
                described =
                        named(described, "pcn4j.vocabulary", preparation.get().vocabulary());
            }
        }
        return described;
    }

    private static OnnxOptions named(OnnxOptions options, String key, List<String> names) {
        return names.isEmpty()
                ? options
                : options.withMetadata(key, JsonMapper.shared().writeValueAsString(names));
    }
}
