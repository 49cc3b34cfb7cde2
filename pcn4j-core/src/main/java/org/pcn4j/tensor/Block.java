package org.pcn4j.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The native tensor behind one or more handles. It is freed with the last of them, or goes back to the pool it was
 * taken from if nothing else can refer to its elements. Several threads may read it at the same time: whatever is found
 * out or made on first use is published to all of them, by a volatile field or under this block's lock.
 */
final class Block {
    /** So many float32 elements of a few tensors stay in a cache. A multiple of every vector length. */
    static final long PIECE_ELEMENTS = 1L << 15;

    private static final LongAdder MADE = new LongAdder();

    private final org.bytedeco.pytorch.Tensor raw;
    private final AtomicInteger handles = new AtomicInteger(1);
    private final AtomicBoolean kept = new AtomicBoolean();
    private final @Nullable Home home;
    private final @Nullable Block base;
    private volatile @Nullable Elsewhere elsewhere;
    // Volatile: the thread that gives up the last handle need not be the one that lent the elements.
    private volatile boolean lent;
    // One field for "not looked up yet", "none" and the layout, so that no thread sees a half of the answer. It needs
    // no
    // lock: Layout is immutable, and threads that look it up at the same time find the same.
    private volatile @Nullable Layout layout;
    private volatile org.bytedeco.pytorch.@Nullable Tensor transposed;
    private volatile @Nullable List<Block> pieces;
    // What a native tensor is asked for most, and never changes.
    private volatile long @Nullable [] sizes;
    private volatile @Nullable DType dtype;
    // Under the lock; freed by the last handle's thread, which comes after all others by the count of handles.
    private @Nullable Transposition transposition;

    /** Where a block goes when it is given up. */
    interface Home {
        /** Returns whether the block was taken back; if not, it is to be freed. */
        boolean takeBack(Block block);
    }

    /** A native tensor that no pool wants back. */
    Block(org.bytedeco.pytorch.Tensor raw) {
        this(raw, null);
    }

    /** A native tensor that may be a view of the elements of another. */
    Block(org.bytedeco.pytorch.Tensor raw, @Nullable Block base) {
        MADE.increment();
        this.raw = raw;
        this.home = null;
        this.base = base;
    }

    /** A native tensor of a pool. */
    Block(org.bytedeco.pytorch.Tensor raw, Layout layout, Home home) {
        MADE.increment();
        this.raw = raw;
        this.home = home;
        this.base = null;
        this.layout = layout;
        this.sizes = layout.sizes();
        this.dtype = layout.dtype();
    }

    /** Returns how many were made so far. */
    static long made() {
        return MADE.sum();
    }

    /** For a kernel that neither keeps its operands nor returns views of them. */
    org.bytedeco.pytorch.Tensor operand() {
        comeHome();
        return raw;
    }

    /** For questions about anything but the elements. */
    org.bytedeco.pytorch.Tensor described() {
        return raw;
    }

    /** Returns the sizes of all dimensions; not to be changed. */
    long[] sizes() {
        long[] known = sizes;
        if (known == null) {
            known = new long[Math.toIntExact(raw.dim())];
            for (int i = 0; i < known.length; i++) {
                known[i] = raw.size(i);
            }
            sizes = known;
        }
        return known;
    }

    DType dtype() {
        DType known = dtype;
        if (known == null) {
            known = DType.of(raw.scalar_type());
            dtype = known;
        }
        return known;
    }

    /** Says that the elements are from now on in another place, until someone asks for them. */
    void moveTo(Elsewhere place) {
        elsewhere = place;
    }

    boolean isIn(Elsewhere place) {
        return elsewhere == place;
    }

    /** Brings the elements back, of this and of what it is a view of. */
    private void comeHome() {
        if (base != null) {
            base.comeHome();
        }
        if (elsewhere != null) {
            synchronized (this) {
                Elsewhere place = elsewhere;
                if (place != null) {
                    Numbers.overwrite(raw, place.toArray());
                    elsewhere = null;
                }
            }
        }
    }

    /** For anything else: from now on there may be views of the elements, so that they are not used again. */
    org.bytedeco.pytorch.Tensor lend() {
        if (!lent) {
            lent = true;
        }
        comeHome();
        return raw;
    }

    /** Makes the native tensor outlive the scopes that know it; those of pools are known to none. */
    void keep() {
        if (home == null && kept.compareAndSet(false, true)) {
            raw.retainReference();
        }
    }

    /** Returns the layout, or null where elements lie otherwise, or elsewhere, or are recorded by autograd. */
    @Nullable
    Layout layout() {
        Layout known = layout;
        if (known == null) {
            known = find();
            layout = known;
        }
        return known.equals(Layout.NONE) ? null : known;
    }

    private Layout find() {
        if (!raw.is_cpu() || raw.requires_grad()) {
            return Layout.NONE;
        }
        long[] found = sizes();
        long[] strides = new long[found.length];
        for (int i = 0; i < strides.length; i++) {
            strides[i] = raw.stride(i);
        }
        return Layout.of(dtype(), found, strides);
    }

    /** Returns a view of this matrix with rows and columns exchanged, which lives as long as the block. */
    org.bytedeco.pytorch.Tensor transposed() {
        comeHome();
        org.bytedeco.pytorch.Tensor known = transposed;
        if (known == null) {
            synchronized (this) {
                known = transposed;
                if (known == null) {
                    known = Native.outOfScopes(raw.t());
                    transposed = known;
                }
            }
        }
        return known;
    }

    /**
     * Writes x Wᵀ, plus a bias, into a matrix, W being this one, by way of a transposed copy. That is made once W has
     * stood still for some products, and serves until W changes.
     *
     * @return whether it was done
     */
    boolean multiplyByTransposed(
            org.bytedeco.pytorch.Tensor into,
            org.bytedeco.pytorch.@Nullable Tensor bias,
            org.bytedeco.pytorch.Tensor x) {
        comeHome();
        if (!FewRows.useful(x.size(0), raw.size(1), raw.size(0))) {
            return false;
        }
        org.bytedeco.pytorch.Tensor copy = transposedCopy();
        return copy != null && FewRows.multiply(into, bias, x, copy);
    }

    private synchronized org.bytedeco.pytorch.@Nullable Tensor transposedCopy() {
        if (transposition == null) {
            transposition = new Transposition();
        }
        return transposition.of(raw, transposed());
    }

    /** Returns views of the elements, a piece each, which live as long as the block; none where one piece is all. */
    List<Block> pieces() {
        comeHome();
        List<Block> known = pieces;
        if (known == null) {
            synchronized (this) {
                known = pieces;
                if (known == null) {
                    known = cut();
                    pieces = known;
                }
            }
        }
        return known;
    }

    private List<Block> cut() {
        Layout found = layout();
        if (found == null || found.order() != Layout.Order.ROWS || found.elements() <= PIECE_ELEMENTS) {
            return List.of();
        }
        List<Block> cut = new ArrayList<>();
        try (org.bytedeco.pytorch.Tensor flat = raw.view(found.elements())) {
            for (long start = 0; start < found.elements(); start += PIECE_ELEMENTS) {
                long length = Math.min(PIECE_ELEMENTS, found.elements() - start);
                // A scope that is open here may stay open for long after the elements are gone.
                Block piece = new Block(Native.outOfScopes(flat.narrow(0, start, length)), this);
                piece.kept.set(true);
                cut.add(piece);
            }
        }
        return List.copyOf(cut);
    }

    void share() {
        handles.incrementAndGet();
    }

    void giveUp() {
        if (handles.decrementAndGet() == 0 && !(home != null && !lent && home.takeBack(this))) {
            free();
        }
    }

    /** Prepares a block of a pool for its next holder. */
    void handOut() {
        handles.set(1);
    }

    void free() {
        org.bytedeco.pytorch.Tensor view = transposed;
        if (view != null) {
            view.close();
        }
        List<Block> cut = pieces;
        if (cut != null) {
            cut.forEach(Block::giveUp);
        }
        if (transposition != null) {
            transposition.close();
        }
        elsewhere = null;
        raw.close();
    }
}
