package org.pcn4j.train.onnx;

import org.pcn4j.train.file.ProtoMessage;

/** A setting of an ONNX operator. Immutable. */
public final class Attribute {
    private static final int TYPE_FLOAT = 1;
    private static final int TYPE_INT = 2;
    private static final int TYPE_STRING = 3;
    private static final int TYPE_INTS = 7;

    private static final int NAME = 1;
    private static final int FLOAT = 2;
    private static final int INT = 3;
    private static final int STRING = 4;
    private static final int INTS = 8;
    private static final int TYPE = 20;

    private final ProtoMessage message;

    private Attribute(ProtoMessage message) {
        this.message = message;
    }

    /** Returns an attribute that is an integer. */
    public static Attribute integer(String name, long value) {
        return new Attribute(begun(name, TYPE_INT).integer(INT, value));
    }

    /** Returns an attribute that is a list of integers. */
    public static Attribute integers(String name, long... values) {
        ProtoMessage message = begun(name, TYPE_INTS);
        for (long value : values) {
            message.integer(INTS, value);
        }
        return new Attribute(message);
    }

    /** Returns an attribute that is a number, which ONNX keeps in single precision. */
    public static Attribute number(String name, double value) {
        return new Attribute(begun(name, TYPE_FLOAT).float32(FLOAT, (float) value));
    }

    /** Returns an attribute that is a text. */
    public static Attribute text(String name, String value) {
        return new Attribute(begun(name, TYPE_STRING).text(STRING, value));
    }

    private static ProtoMessage begun(String name, int type) {
        return new ProtoMessage().text(NAME, name).integer(TYPE, type);
    }

    ProtoMessage message() {
        return message;
    }
}
