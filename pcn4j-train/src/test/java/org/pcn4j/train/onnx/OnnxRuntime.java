package org.pcn4j.train.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** A model in ONNX Runtime, on one thread. */
final class OnnxRuntime implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    /** Optimizes as ONNX Runtime does by itself. */
    OnnxRuntime(Path model) throws OrtException {
        this(model, OptLevel.ALL_OPT);
    }

    OnnxRuntime(Path model, OptLevel optimization) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(optimization);
            session = environment.createSession(model.toString(), options);
        }
    }

    /** Runs the model on one tensor an input; the caller closes the results, or leaves them to a scope. */
    List<Tensor> run(List<Tensor> inputs) throws OrtException {
        Map<String, OnnxTensor> named = new LinkedHashMap<>();
        List<String> names = List.copyOf(session.getInputNames());
        for (int i = 0; i < inputs.size(); i++) {
            named.put(names.get(i), tensor(inputs.get(i)));
        }
        try (OrtSession.Result result = session.run(named)) {
            return session.getOutputNames().stream()
                    .map(name -> tensor(result.get(name).orElseThrow()))
                    .toList();
        } finally {
            named.values().forEach(OnnxTensor::close);
        }
    }

    List<String> outputs() {
        return List.copyOf(session.getOutputNames());
    }

    OrtSession session() {
        return session;
    }

    private OnnxTensor tensor(Tensor tensor) throws OrtException {
        long[] shape = tensor.shape().toArray();
        return switch (tensor.dtype()) {
            case FLOAT32 -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(tensor.toFloats()), shape);
            case FLOAT64 -> OnnxTensor.createTensor(environment, DoubleBuffer.wrap(tensor.toDoubles()), shape);
            case INT64 -> OnnxTensor.createTensor(environment, LongBuffer.wrap(tensor.toLongs()), shape);
        };
    }

    private static Tensor tensor(OnnxValue value) {
        OnnxTensor tensor = (OnnxTensor) value;
        Shape shape = Shape.of(tensor.getInfo().getShape());
        if (tensor.getFloatBuffer() != null) {
            float[] numbers = new float[Math.toIntExact(shape.elements())];
            tensor.getFloatBuffer().get(numbers);
            return Tensor.of(shape, numbers);
        }
        double[] numbers = new double[Math.toIntExact(shape.elements())];
        tensor.getDoubleBuffer().get(numbers);
        return Tensor.of(DType.FLOAT64, shape, numbers);
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
