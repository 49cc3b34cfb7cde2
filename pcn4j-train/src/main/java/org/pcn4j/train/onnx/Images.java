package org.pcn4j.train.onnx;

import java.util.List;
import java.util.stream.Stream;
import org.pcn4j.function.AdaptiveAvgPool2d;
import org.pcn4j.function.AvgPool2d;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.ConvTranspose2d;
import org.pcn4j.function.MaxPool2d;
import org.pcn4j.function.Pad;
import org.pcn4j.function.Upsample;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.PoolGeometry;
import org.pcn4j.tensor.Shape;

/** How functions of images, [batch, C, H, W], are expressed. */
final class Images {
    private Images() {}

    static Translations addedTo(Translations translations) {
        return translations
                .with(Conv2d.class, Images::conv2d)
                .with(ConvTranspose2d.class, Images::convTranspose2d)
                .with(MaxPool2d.class, Images::maxPool2d)
                .with(AvgPool2d.class, Images::avgPool2d)
                .with(AdaptiveAvgPool2d.class, Images::adaptiveAvgPool2d)
                .with(Upsample.class, Images::upsample)
                .with(Pad.class, Images::pad);
    }

    private static Value conv2d(Conv2d function, Operands operands, Graph graph) {
        return graph.operation("Conv", operands.all(), attributes(function.geometry()));
    }

    private static Value convTranspose2d(ConvTranspose2d function, Operands operands, Graph graph) {
        Attribute added =
                Attribute.integers("output_padding", function.outputPadding().toArray());
        Attribute[] attributes = Stream.concat(Stream.of(added), Stream.of(attributes(function.geometry())))
                .toArray(Attribute[]::new);
        return graph.operation("ConvTranspose", operands.all(), attributes);
    }

    private static Attribute[] attributes(ConvGeometry geometry) {
        return new Attribute[] {
            Attribute.integers("strides", geometry.stride().toArray()),
            pads(geometry.padding()),
            Attribute.integers("dilations", geometry.dilation().toArray()),
            Attribute.integer("group", geometry.groups())
        };
    }

    private static Value maxPool2d(MaxPool2d function, Operands operands, Graph graph) {
        return graph.operation("MaxPool", operands.input(), attributes(function.geometry()));
    }

    private static Value avgPool2d(AvgPool2d function, Operands operands, Graph graph) {
        Attribute[] attributes = Stream.concat(
                        Stream.of(Attribute.integer("count_include_pad", 1)),
                        Stream.of(attributes(function.geometry())))
                .toArray(Attribute[]::new);
        return graph.operation("AveragePool", operands.input(), attributes);
    }

    private static Attribute[] attributes(PoolGeometry geometry) {
        return new Attribute[] {
            Attribute.integers("kernel_shape", geometry.kernel().toArray()),
            Attribute.integers("strides", geometry.stride().toArray()),
            pads(geometry.padding())
        };
    }

    /** As many at the beginning as at the end. */
    private static Attribute pads(Pair padding) {
        return Attribute.integers("pads", padding.height(), padding.width(), padding.height(), padding.width());
    }

    /** Regions of any size are averaged by a matrix from the left and one from the right. */
    private static Value adaptiveAvgPool2d(AdaptiveAvgPool2d function, Operands operands, Graph graph) {
        Pair size = function.size();
        if (size.equals(Pair.of(1))) {
            return graph.operation("GlobalAveragePool", operands.input());
        }
        long height = operands.shape().size(1);
        long width = operands.shape().size(2);
        Value rows = graph.numbers(Shape.of(size.height(), height), averaging(size.height(), height));
        Value columns = graph.numbers(Shape.of(size.width(), width), averaging(size.width(), width));
        Value shrunk = graph.operation("MatMul", List.of(rows, operands.input()));
        Value turned = graph.operation("Transpose", columns, Attribute.integers("perm", 1, 0));
        return graph.operation("MatMul", List.of(shrunk, turned));
    }

    /** A matrix [to, from] whose row i averages the places from ⌊i · from / to⌋ to ⌈(i + 1) · from / to⌉. */
    private static double[] averaging(long to, long from) {
        double[] matrix = new double[Math.toIntExact(to * from)];
        for (long i = 0; i < to; i++) {
            long first = i * from / to;
            long last = Math.floorDiv((i + 1) * from + to - 1, to);
            for (long j = first; j < last; j++) {
                matrix[Math.toIntExact(i * from + j)] = 1.0 / (last - first);
            }
        }
        return matrix;
    }

    private static Value upsample(Upsample function, Operands operands, Graph graph) {
        double factor = (double) function.factor();
        List<Value> inputs = List.of(operands.input(), Value.NONE, graph.singles(1, 1, factor, factor));
        return switch (function.mode()) {
            case NEAREST ->
                graph.operation(
                        "Resize",
                        inputs,
                        Attribute.text("mode", "nearest"),
                        Attribute.text("coordinate_transformation_mode", "asymmetric"),
                        Attribute.text("nearest_mode", "floor"));
            case BILINEAR ->
                graph.operation(
                        "Resize",
                        inputs,
                        Attribute.text("mode", "linear"),
                        Attribute.text("coordinate_transformation_mode", "half_pixel"));
        };
    }

    private static Value pad(Pad function, Operands operands, Graph graph) {
        Pair before = function.before();
        Pair after = function.after();
        Value pads = graph.integers(0, 0, before.height(), before.width(), 0, 0, after.height(), after.width());
        return graph.operation("Pad", List.of(operands.input(), pads));
    }
}
