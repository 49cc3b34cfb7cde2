package org.pcn4j.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * Closes, when it is closed, every tensor made on this thread since it was opened, except those that were
 * {@linkplain Tensor#keep() kept}. Scopes nest; use one per training step in a try-with-resources block. Not for use by
 * several threads: each thread opens its own, and closes it.
 */
public final class TensorScope implements AutoCloseable {
    private static final ThreadLocal<@Nullable TensorScope> INNERMOST = new ThreadLocal<>();

    private final Thread thread = Thread.currentThread();
    private final @Nullable TensorScope outer = INNERMOST.get();
    private final PointerScope scope;
    private final @Nullable Pool pool;
    private final List<Handle> handles = new ArrayList<>();
    private boolean closed;

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
    static void note(Handle handle) {
        TensorScope innermost = INNERMOST.get();
        if (innermost != null) {
            innermost.handles.add(handle);
        }
    }

    /**
     * Closes the tensors made since the scope was opened, save those that were kept, and the scopes opened since on this
     * thread that are still open. Closing twice does nothing.
     *
     * @throws IllegalStateException if another thread opened the scope; it is then as it was
     */
    @Override
    public void close() {
        if (thread != Thread.currentThread()) {
            throw new IllegalStateException(
                    "a scope of tensors is closed by another thread than '" + thread.getName() + "', which opened it");
        }
        if (closed) {
            return;
        }
        for (TensorScope inner = INNERMOST.get(); inner != null && inner != this; inner = INNERMOST.get()) {
            inner.close();
        }
        closed = true;
        for (Handle handle : handles) {
            handle.closeUnlessKept();
        }
        INNERMOST.set(outer);
        if (pool != null) {
            pool.close();
        }
        scope.close();
    }
}
