package org.pcn4j.train.onnx;

import java.util.List;
import org.pcn4j.train.file.ProtoMessage;

/** An operator at its place in a graph. Its one result has the operation's own name. */
record Operation(String type, List<Value> inputs, Value result, List<Attribute> attributes) {
    private static final int INPUT = 1;
    private static final int OUTPUT = 2;
    private static final int NAME = 3;
    private static final int TYPE = 4;
    private static final int ATTRIBUTE = 5;

    Operation {
        inputs = List.copyOf(inputs);
        attributes = List.copyOf(attributes);
    }

    /** Returns this operation with another name for a value, wherever it has it. */
    Operation renamed(Value from, Value to) {
        return new Operation(
                type,
                inputs.stream().map(input -> input.equals(from) ? to : input).toList(),
                result.equals(from) ? to : result,
                attributes);
    }

    ProtoMessage message() {
        ProtoMessage message = new ProtoMessage();
        inputs.forEach(input -> message.text(INPUT, input.name()));
        message.text(OUTPUT, result.name()).text(NAME, result.name()).text(TYPE, type);
        attributes.forEach(attribute -> message.message(ATTRIBUTE, attribute.message()));
        return message;
    }
}
