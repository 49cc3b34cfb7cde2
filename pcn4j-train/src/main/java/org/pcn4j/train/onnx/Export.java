package org.pcn4j.train.onnx;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.pcn4j.function.Elements;
import org.pcn4j.function.Function;
import org.pcn4j.function.LearnedPrecision;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.train.file.LibraryVersion;
import org.pcn4j.train.file.ProtoMessage;
import org.pcn4j.train.onnx.OnnxOptions.Scores;

/** Makes one model of a network. Used once. */
final class Export {
    /** The version of the file format that came with the operator set. */
    private static final int IR_VERSION = 8;

    private static final String BATCH = "batch";

    private static final int MODEL_IR_VERSION = 1;
    private static final int MODEL_PRODUCER = 2;
    private static final int MODEL_PRODUCER_VERSION = 3;
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_OPSET = 8;
    private static final int MODEL_METADATA = 14;
    private static final int OPSET_VERSION = 2;
    private static final int KEY = 1;
    private static final int TEXT = 2;
    private static final int GRAPH_NAME = 2;
    private static final int GRAPH_INPUT = 11;
    private static final int GRAPH_OUTPUT = 12;
    private static final int GRAPH_VALUE = 13;
    private static final int VALUE_NAME = 1;
    private static final int VALUE_TYPE = 2;
    private static final int TYPE_TENSOR = 1;
    private static final int TENSOR_ELEMENT = 1;
    private static final int TENSOR_SHAPE = 2;
    private static final int SHAPE_DIMENSION = 1;
    private static final int DIMENSION_SIZE = 1;
    private static final int DIMENSION_NAME = 2;

    private final Network network;
    private final OnnxOptions options;
    private final Preparing preparing;
    private final DType dtype;
    private final Graph graph;
    private final List<Value> parameters;
    private final List<Value> buffers;
    private final Map<Integer, Value> values = new HashMap<>();
    private final ProtoMessage message = new ProtoMessage().text(GRAPH_NAME, "pcn4j");
    private final Map<String, String> metadata = new LinkedHashMap<>();

    Export(Network network, Parameters numbers, OnnxOptions options, Preparing preparing) {
        this.network = network;
        this.options = options;
        this.preparing = preparing;
        this.dtype = numbers.dtype();
        Names names = new Names();
        network.nodes().forEach(node -> names.free(node.name()));
        this.graph = new Graph(options.translations(), dtype, names);
        this.parameters = initializers(network.parameters(), numbers.specs(), numbers.tensors());
        this.buffers = initializers(network.buffers(), numbers.bufferSpecs(), numbers.buffers());
    }

    private List<Value> initializers(List<ParameterSpec> expected, List<ParameterSpec> found, List<Tensor> tensors) {
        if (!described(expected).equals(described(found))) {
            throw new OnnxException("the parameters are of another network: expected " + described(expected) + ", got "
                    + described(found));
        }
        return IntStream.range(0, tensors.size())
                .mapToObj(i -> graph.parameter(expected.get(i).name(), tensors.get(i)))
                .toList();
    }

    private static List<String> described(List<ParameterSpec> specs) {
        return specs.stream().map(spec -> spec.name() + " " + spec.shape()).toList();
    }

    ProtoMessage model() {
        requireScores();
        // A sink with a constant target is an energy and no answer.
        network.nodes().stream()
                .filter(node -> !node.isOutput() || node.constant().isEmpty())
                .forEach(node -> values.put(node.index(), value(node)));
        graph.addTo(message);
        ProtoMessage model = new ProtoMessage()
                .integer(MODEL_IR_VERSION, IR_VERSION)
                .text(MODEL_PRODUCER, "pcn4j")
                .text(MODEL_PRODUCER_VERSION, LibraryVersion.current())
                .message(MODEL_GRAPH, message)
                .message(MODEL_OPSET, new ProtoMessage().integer(OPSET_VERSION, Onnx.OPSET));
        metadata.putAll(options.metadata());
        metadata.forEach((key, text) ->
                model.message(MODEL_METADATA, new ProtoMessage().text(KEY, key).text(TEXT, text)));
        return model;
    }

    private void requireScores() {
        if (options.scores() == Scores.PROBABILITIES
                && network.outputs().stream().noneMatch(Export::isScored)) {
            throw new OnnxException("probabilities are the softmax of an output that cross-entropy scores, but "
                    + String.join(
                            ", ",
                            network.outputs().stream()
                                    .map(node -> "'" + node.name() + "' is evaluated by " + node.energy())
                                    .toList()));
        }
    }

    private static boolean isScored(Node output) {
        return output.energy().takesSoftmax();
    }

    private Value value(Node node) {
        graph.begin(node.name());
        if (node.isRoot() && node.constant().isEmpty()) {
            boolean tokens = node.elements() instanceof Elements.Tokens;
            message.message(GRAPH_INPUT, described(node, tokens ? DType.INT64 : preparing.inputType(dtype)));
            metadata.put("pcn4j.input." + node.name(), node.elements().toString());
            return tokens ? new Value(node.name()) : preparing.input(new Value(node.name()), node.shape(), graph);
        } else if (node.isRoot()) {
            return graph.named(constant(node.shape(), node.constant().getAsDouble()));
        }
        // No prediction depends on a precision.
        Function function = LearnedPrecision.withoutPrecision(node.function());
        Value prediction = graph.translated(function, operands(node, function));
        if (node.isOutput()) {
            message.message(GRAPH_OUTPUT, described(node, preparing.outputType(dtype)));
            return output(node, prediction);
        } else if (graph.isOfNode(prediction)) {
            message.message(GRAPH_VALUE, described(node, dtype));
            return graph.named(prediction);
        }
        return prediction;
    }

    private Operands operands(Node node, Function function) {
        return new Operands(
                IntStream.range(0, node.parents().size())
                        .mapToObj(position -> parent(node, position))
                        .toList(),
                node.parents().stream()
                        .map(parent -> network.node(parent).shape())
                        .toList(),
                node.parameters().stream()
                        .limit(function.parameters().size())
                        .map(parameters::get)
                        .toList(),
                node.buffers().stream().map(buffers::get).toList());
    }

    /** Along a lateral edge a forward pass reads zeros. */
    private Value parent(Node node, int position) {
        int parent = node.parents().get(position);
        return node.lateral().contains(position)
                ? constant(network.node(parent).shape(), 0)
                : Objects.requireNonNull(values.get(parent));
    }

    private Value output(Node node, Value prediction) {
        boolean scored = isScored(node);
        boolean softened = scored && options.scores() == Scores.PROBABILITIES;
        metadata.put(
                "pcn4j.output." + node.name(),
                softened ? "probabilities" : scored ? "logits" : "predictions evaluated by " + node.energy());
        Value value = softened ? Normalizations.softmax(prediction, graph) : preparing.output(prediction, graph);
        return graph.named(graph.isOfNode(value) ? value : graph.operation("Identity", value));
    }

    /** The same number everywhere, for as many samples as the first input has. */
    private Value constant(Shape shape, double number) {
        Value batch = graph.operation(
                "Shape",
                new Value(network.inputs().get(0).name()),
                Attribute.integer("start", 0),
                Attribute.integer("end", 1));
        Value whole = graph.operation(
                "Concat", List.of(batch, graph.integers(shape.toArray())), Attribute.integer("axis", 0));
        return graph.operation("Expand", List.of(graph.number(number), whole));
    }

    private static ProtoMessage described(Node node, DType type) {
        ProtoMessage shape =
                new ProtoMessage().message(SHAPE_DIMENSION, new ProtoMessage().text(DIMENSION_NAME, BATCH));
        for (long size : node.shape().toArray()) {
            shape.message(SHAPE_DIMENSION, new ProtoMessage().integer(DIMENSION_SIZE, size));
        }
        ProtoMessage tensor =
                new ProtoMessage().integer(TENSOR_ELEMENT, ElementType.of(type)).message(TENSOR_SHAPE, shape);
        return new ProtoMessage()
                .text(VALUE_NAME, node.name())
                .message(VALUE_TYPE, new ProtoMessage().message(TYPE_TENSOR, tensor));
    }
}
