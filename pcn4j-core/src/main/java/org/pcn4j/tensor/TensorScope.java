package org.pcn4j.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * Closes, when it is closed, every tensor made on this thread since it was opened, except those that were
 * {@linkplain Tensor#keep() kept}. Scopes nest; use one per training step in a try-with-resources block. Not for use by
 * several threads: each thread opens its own.
 */
public final class TensorScope implements AutoCloseable {
    private static final ThreadLocal<@Nullable TensorScope> INNERMOST = new ThreadLocal<>();

    private final @Nullable TensorScope outer = INNERMOST.get();
    private final PointerScope scope;
    private final @Nullable Pool pool;
    private final List<Tensor> handles = new ArrayList<>();

    /** Opens a scope on the current thread. */
    public TensorScope() {
        this(null);
    }

    private TensorScope(@Nullable Pool pool) {
        Native.load();
        this.scope = new PointerScope();
        this.pool = pool;
        INNERMOST.set(this);
    }

    /**
     * Opens a scope in which kernels write their results into the memory of tensors that were closed before, here or in
     * an earlier scope of this kind. What is computed is the same.
     */
    public static TensorScope reusing() {
        Pool pool = Pool.ofThread();
        pool.open();
        return new TensorScope(pool);
    }

    /** Notes a handle, to be closed with the scope. */
    static void note(Tensor handle) {
        TensorScope innermost = INNERMOST.get();
        if (innermost != null) {
            innermost.handles.add(handle);
        }
    }

    /** Closes the tensors made since the scope was opened, save those that were kept. */
    @Override
    public void close() {
        for (Tensor handle : handles) {
            handle.closeUnlessKept();
        }
        INNERMOST.set(outer);
        if (pool != null) {
            pool.close();
        }
        scope.close();
    }
}
