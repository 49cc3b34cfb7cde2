package org.pcn4j.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;

/**
 * An ATen operator called by name through libtorch's dispatcher, for those that the binding does not map (most whose
 * name begins with an underscore). A call costs some microseconds more than a mapped one. Immutable and thread-safe;
 * look an operator up once and keep it.
 */
public final class Operator {
    private final String name;
    private final OperatorHandle handle;

    private Operator(String name, OperatorHandle handle) {
        this.name = name;
        this.handle = handle;
    }

    /**
     * Looks an operator up.
     *
     * @param name with its namespace, as in {@code aten::_log_softmax_backward_data}
     * @param overload the overload's name, often empty
     * @throws TensorException if there is no such operator
     */
    public static Operator named(String name, String overload) {
        Native.load();
        OperatorHandle handle =
                Native.call(name, () -> Dispatcher.realSingleton().findSchemaOrThrow(name, overload));
        // The handle must outlive the scope of whoever came first.
        return new Operator(name, handle.retainReference());
    }

    /**
     * Calls the operator and returns its only result.
     *
     * @param arguments in the order of its schema: {@link Tensor}, {@link DType}, {@link Long}, {@link Double},
     *     {@link Boolean}, {@link String} or {@link #NONE}
     * @throws IllegalArgumentException if an argument is of another class
     * @throws TensorException if the operator refuses its arguments
     */
    public Tensor call(Object... arguments) {
        return callAll(arguments).get(0);
    }

    /**
     * Calls the operator and returns its results, as far as they are tensors.
     *
     * @param arguments as for {@link #call}
     * @throws IllegalArgumentException if an argument is of another class
     * @throws TensorException if the operator refuses its arguments
     */
    public List<Tensor> callAll(Object... arguments) {
        IValue[] values = new IValue[arguments.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = boxed(arguments[i]);
        }
        try (IValueVector stack = new IValueVector(values)) {
            run(stack);
            List<Tensor> results = new ArrayList<>();
            long count = stack.size();
            for (long i = 0; i < count; i++) {
                // The stack owns its entries: each tensor is copied out, as a handle of its own, before it is closed.
                IValue entry = stack.get(i);
                if (entry.isTensor()) {
                    results.add(Tensor.owned(entry.toTensor()));
                }
            }
            return results;
        } finally {
            for (IValue value : values) {
                value.close();
            }
        }
    }

    /** Calls the operator with all its arguments boxed, in whose place its results then stand. */
    void run(IValueVector stack) {
        Native.call(name, () -> {
            handle.callBoxed(stack);
            return stack;
        });
    }

    /** An optional argument that is left out. */
    public static final Object NONE = new Object() {
        @Override
        public String toString() {
            return "none";
        }
    };

    private static IValue boxed(Object argument) {
        if (argument instanceof Tensor tensor) {
            return new IValue(tensor.raw());
        } else if (argument instanceof DType dtype) {
            return new IValue(dtype.scalarType());
        } else if (argument instanceof Long number) {
            return new IValue(number.longValue());
        } else if (argument instanceof Double number) {
            return new IValue(number.doubleValue());
        } else if (argument instanceof Boolean flag) {
            return new IValue(flag.booleanValue());
        } else if (argument instanceof String text) {
            return new IValue(text);
        } else if (argument == NONE) {
            return new IValue();
        }
        throw new IllegalArgumentException(
                "an operator takes no argument of class " + argument.getClass().getSimpleName());
    }

    @Override
    public String toString() {
        return name;
    }
}
