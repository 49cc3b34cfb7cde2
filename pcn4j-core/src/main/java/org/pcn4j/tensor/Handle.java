package org.pcn4j.tensor;

import org.jspecify.annotations.Nullable;

/** One of the holders of a block: usable until it is closed, which its scope does unless it is kept. */
abstract class Handle implements AutoCloseable {
    private final Block block;
    private boolean closed;
    private boolean kept;

    Handle(Block block) {
        this.block = block;
    }

    /** Returns the block, of a handle that is not closed. */
    final Block open() {
        if (closed) {
            throw new IllegalStateException("a tensor is used after it was closed");
        }
        return block;
    }

    /** Returns the native tensor, for whatever may keep it or make views of it. */
    final org.bytedeco.pytorch.Tensor raw() {
        return open().lend();
    }

    /** Returns the native tensor, for a kernel that neither keeps it nor makes views of it. */
    final org.bytedeco.pytorch.Tensor operand() {
        return open().operand();
    }

    /** Returns this matrix with rows and columns exchanged, for such a kernel. */
    final org.bytedeco.pytorch.Tensor transposedOperand() {
        return open().transposed();
    }

    /** Returns how the elements lie, if they lie without gaps in main memory and autograd does not record them. */
    final @Nullable Layout layout() {
        return open().layout();
    }

    /** Returns the layout that this and the other have in common. */
    final @Nullable Layout layoutWith(Handle other) {
        Layout own = layout();
        Layout others = other.layout();
        return own != null && others != null && own.equals(others) ? own : null;
    }

    final boolean isClosed() {
        return closed;
    }

    final void keepBeyondScopes() {
        if (!kept) {
            kept = true;
            open().keep();
        }
    }

    final void closeUnlessKept() {
        if (!kept) {
            close();
        }
    }

    /** Gives up this handle; the elements are freed with their last handle. Closing twice does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            block.giveUp();
        }
    }
}
