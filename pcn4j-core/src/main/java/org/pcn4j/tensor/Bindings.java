package org.pcn4j.tensor;

import java.lang.invoke.MethodHandles;
import java.util.List;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorImpl;
import org.bytedeco.pytorch.TensorList;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The classes of the binding that most updates use. When one is initialized, JavaCPP goes through all of libtorch's
 * libraries once more, for a millisecond or two.
 */
final class Bindings {
    /** In the order in which an update comes to them. */
    private static final List<Class<?>> USED = List.of(
            TensorOptions.class,
            torch.ScalarType.class,
            MemoryFormatOptional.class,
            Tensor.class,
            FloatPointer.class,
            LongPointer.class,
            TensorOptional.class,
            T_TensorTensor_T.class,
            Scalar.class,
            Device.class,
            Dispatcher.class,
            OperatorHandle.class,
            IValue.class,
            IValueVector.class,
            BoolPointer.class,
            T_TensorTensorTensor_T.class,
            TensorList.class,
            GenericList.class,
            TensorImpl.class,
            LongOptional.class,
            BoolOptional.class,
            TensorVector.class);

    private Bindings() {}

    /** Initializes those that no other thread has come to, once libtorch is loaded. */
    static void initialize() {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        for (Class<?> each : USED) {
            try {
                lookup.ensureInitialized(each);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(each + " of the binding is not public", e);
            }
        }
    }
}
