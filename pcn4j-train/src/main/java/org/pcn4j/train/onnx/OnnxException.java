package org.pcn4j.train.onnx;

/** A network that cannot be written as an ONNX model. The message, one line, says what was wrong, where, and what was expected. */
public final class OnnxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates an exception with a one-line message. */
    public OnnxException(String message) {
        super(message);
    }
}
