package org.pcn4j.train.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.function.Function;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.train.file.ProtoMessage;

/** The operators and constants of a model while it is put together. For one thread. */
public final class Graph {
    private static final int OPERATION = 1;
    private static final int INITIALIZER = 5;
    private static final int DIMENSIONS = 1;
    private static final int DATA_TYPE = 2;
    private static final int NAME = 8;
    private static final int RAW_DATA = 9;

    /** What constants are compared by. */
    private record Content(DType dtype, Shape shape, ByteBuffer bytes) {}

    private final Translations translations;
    private final DType dtype;
    private final Names names;
    private final List<Operation> operations = new ArrayList<>();
    private final List<ProtoMessage> initializers = new ArrayList<>();
    private final Map<Content, Value> constants = new HashMap<>();
    private String node = "";
    private int nodeStart;

    /**
     * An empty graph.
     *
     * @param dtype of all numbers
     * @param names those that are taken
     */
    Graph(Translations translations, DType dtype, Names names) {
        this.translations = translations;
        this.dtype = dtype;
        this.names = names;
    }

    /** Returns the element type of all numbers: float32 or float64. */
    public DType dtype() {
        return dtype;
    }

    /**
     * Adds an operator of ONNX's own domain, as the {@linkplain Onnx#OPSET version} of the operator set defines it, with one
     * result.
     *
     * @param type such as {@code MatMul}
     * @param inputs {@link Value#NONE} where an optional one is left out
     * @return its result
     */
    public Value operation(String type, List<Value> inputs, Attribute... attributes) {
        Value result = new Value(names.free(node + "/" + type));
        operations.add(new Operation(type, inputs, result, List.of(attributes)));
        return result;
    }

    /** Adds an operator with one input. */
    public Value operation(String type, Value input, Attribute... attributes) {
        return operation(type, List.of(input), attributes);
    }

    /**
     * Adds another function's operators, as of a part of this one.
     *
     * @throws OnnxException if there is no translation of it
     */
    public Value translated(Function function, Operands operands) {
        return translations
                .of(function)
                .orElseThrow(() -> new OnnxException("node '" + node + "' predicts by " + function
                        + ", of which there is no translation to ONNX; "
                        + "OnnxOptions.withTranslation gives one for "
                        + function.getClass().getName()))
                .translate(operands, this);
    }

    /** Returns a constant that is a number without dimensions. */
    public Value number(double number) {
        return numbers(Shape.of(), number);
    }

    /**
     * Returns a constant of the graph's element type.
     *
     * @param numbers row-major, as many as the shape has
     */
    public Value numbers(Shape shape, double... numbers) {
        return numbers(dtype, shape, numbers);
    }

    /** Returns a constant of an element type of its own. */
    Value numbers(DType type, Shape shape, double... numbers) {
        if (numbers.length != shape.elements()) {
            throw new IllegalArgumentException("a constant of the shape " + shape + " has " + shape.elements()
                    + " numbers, not " + numbers.length);
        }
        byte[] bytes = new byte[Math.multiplyExact(numbers.length, type.bytes())];
        ByteBuffer buffer = littleEndian(bytes);
        for (double number : numbers) {
            if (type == DType.FLOAT32) {
                buffer.putFloat((float) number);
            } else {
                buffer.putDouble(number);
            }
        }
        return constant(type, shape, bytes, numbers.length == 1 ? Double.toString(numbers[0]) : shape.toString());
    }

    /** Returns a constant that is a list of numbers in single precision, whatever the graph's element type. */
    public Value singles(double... numbers) {
        return numbers(DType.FLOAT32, Shape.of(numbers.length), numbers);
    }

    /** Returns a constant that is an integer without dimensions. */
    public Value integer(long integer) {
        return integers(Shape.of(), integer);
    }

    /** Returns a constant that is a list of integers, as many operators take for shapes and axes. */
    public Value integers(long... integers) {
        return integers(Shape.of(integers.length), integers);
    }

    private Value integers(Shape shape, long... integers) {
        byte[] bytes = new byte[Math.multiplyExact(integers.length, Long.BYTES)];
        littleEndian(bytes).asLongBuffer().put(integers);
        return constant(DType.INT64, shape, bytes, Arrays.toString(integers));
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Equal constants are one. */
    private Value constant(DType type, Shape shape, byte[] bytes, String description) {
        return constants.computeIfAbsent(new Content(type, shape, ByteBuffer.wrap(bytes)), content -> {
            String name = names.free("constant " + type + " " + description);
            initializers.add(initializer(name, type, shape).bytes(RAW_DATA, bytes));
            return new Value(name);
        });
    }

    /**
     * Adds a parameter or a buffer.
     *
     * @param tensor borrowed until the model was written
     */
    Value parameter(String wish, Tensor tensor) {
        String name = names.free(wish);
        initializers.add(initializer(name, tensor.dtype(), tensor.shape()).elements(RAW_DATA, tensor));
        return new Value(name);
    }

    private static ProtoMessage initializer(String name, DType type, Shape shape) {
        ProtoMessage message = new ProtoMessage();
        for (long size : shape.toArray()) {
            message.integer(DIMENSIONS, size);
        }
        return message.integer(DATA_TYPE, ElementType.of(type)).text(NAME, name);
    }

    /** Begins a node of the network: operations are named after it. */
    void begin(String name) {
        node = name;
        nodeStart = operations.size();
    }

    /** Tells whether an operation of the node gives this value. */
    boolean isOfNode(Value value) {
        return operations.subList(nodeStart, operations.size()).stream()
                .anyMatch(operation -> operation.result().equals(value));
    }

    /** Gives a value that an operation of the node gives the node's name. */
    Value named(Value value) {
        Value renamed = new Value(node);
        operations.subList(nodeStart, operations.size()).replaceAll(operation -> operation.renamed(value, renamed));
        return renamed;
    }

    /** Adds what is in the graph to an ONNX graph's message. */
    void addTo(ProtoMessage message) {
        operations.forEach(operation -> message.message(OPERATION, operation.message()));
        initializers.forEach(initializer -> message.message(INITIALIZER, initializer));
    }
}
