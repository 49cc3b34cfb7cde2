package org.pcn4j.tensor;

import org.bytedeco.javacpp.PointerScope;

/**
 * Closes, when it is closed, every tensor made on this thread since it was opened, except those that were
 * {@linkplain Tensor#keep() kept}. Scopes nest; use one per training step in a try-with-resources block. Not for use by
 * several threads: each thread opens its own.
 */
public final class TensorScope implements AutoCloseable {
    private final PointerScope scope;

    /** Opens a scope on the current thread. */
    public TensorScope() {
        Native.load();
        scope = new PointerScope();
    }

    /** Closes the tensors made since the scope was opened, save those that were kept. */
    @Override
    public void close() {
        scope.close();
    }
}
