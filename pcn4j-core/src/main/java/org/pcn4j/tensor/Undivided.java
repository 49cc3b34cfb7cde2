package org.pcn4j.tensor;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Kernels that the calling thread works off alone while OpenBLAS is set to split products. OpenBLAS has one setting for
 * the whole process, whose change takes half a millisecond and would reach whoever trains at the same time. So nothing is
 * set: a product is cut into parts that are too small for OpenBLAS to split, and the convolution of a single image, which
 * libtorch makes such a product of, goes to oneDNN, whose threads are OpenMP's.
 */
final class Undivided {
    /** OpenBLAS splits products of more multiplications than this ({@code interface/gemm.c}). */
    private static final long MOST = 65_536L * openblas_nolapack.OPENBLAS_GEMM_MULTITHREAD_THRESHOLD;

    /**
     * In float32, where there is AVX-512, a kernel of one thread takes all up to this first, unless the result has more numbers
     * than {@link #MOST_RESULTS_OF_SMALL_KERNELS} (the same file).
     */
    private static final long MOST_BY_SMALL_KERNELS = 1_000_000;

    /** Found by trying: products with results of 1,200 numbers were not split, with those of 1,270 they were. */
    private static final long MOST_RESULTS_OF_SMALL_KERNELS = 1_200;

    private Undivided() {}

    /** Returns how many columns the product of an x [rows, in] may have without being split; 0 where even one has. */
    static long widest(DType dtype, long rows, long in) {
        long numbers = rows * in;
        long widest = MOST / numbers;
        return dtype == DType.FLOAT32 && HasSmallKernels.HERE
                ? Math.max(widest, Math.min(MOST_BY_SMALL_KERNELS / numbers, MOST_RESULTS_OF_SMALL_KERNELS / rows))
                : widest;
    }

    /** Asks the processor once, when libtorch has been loaded. */
    private static final class HasSmallKernels {
        static final boolean HERE = asked();

        private static boolean asked() {
            try (BytePointer capability = torch.get_cpu_capability()) {
                return "AVX512".equals(capability.getString());
            }
        }
    }

    /** Tells whether a product of x [B, in] and a matrix W [out, in] is to be cut. */
    static boolean cuts(Tensor x, Tensor weight) {
        if (!ThreadPools.alone()) {
            return false;
        }
        org.bytedeco.pytorch.Tensor rows = x.operand();
        if (rows.dim() != 2 || rows.numel() == 0) {
            return false;
        }
        long widest = widest(x.dtype(), rows.size(0), rows.size(1));
        return widest > 0 && weight.operand().size(0) > widest;
    }

    /** Returns x Wᵀ, plus a bias where there is one, by columns. x: [B, in], W: [out, in], b: [out] → [B, out]. */
    static org.bytedeco.pytorch.Tensor linear(
            org.bytedeco.pytorch.Tensor x,
            org.bytedeco.pytorch.Tensor weight,
            org.bytedeco.pytorch.@Nullable Tensor bias,
            DType dtype) {
        long columns = weight.size(0);
        long width = widest(dtype, x.size(0), x.size(1));
        try (TensorVector parts = new TensorVector()) {
            for (long start = 0; start < columns; start += width) {
                long length = Math.min(width, columns - start);
                try (org.bytedeco.pytorch.Tensor part = weight.narrow(0, start, length);
                        org.bytedeco.pytorch.Tensor result =
                                bias == null ? torch.linear(x, part) : linearOf(x, part, bias, start)) {
                    parts.push_back(result);
                }
            }
            return torch.cat(parts, 1);
        }
    }

    private static org.bytedeco.pytorch.Tensor linearOf(
            org.bytedeco.pytorch.Tensor x,
            org.bytedeco.pytorch.Tensor part,
            org.bytedeco.pytorch.Tensor bias,
            long start) {
        try (org.bytedeco.pytorch.Tensor shift = bias.narrow(0, start, part.size(0))) {
            return torch.linear(x, part, shift);
        }
    }

    /** Tells whether a convolution of x [1, C, H, W] by a weight [O, C/groups, kH, kW] is left to oneDNN. */
    static boolean convolvesByOneDnn(Tensor x, Tensor weight, ConvGeometry geometry) {
        if (!ThreadPools.alone() || x.dtype() != DType.FLOAT32 || !ThreadPools.oneDnn()) {
            return false;
        }
        org.bytedeco.pytorch.Tensor image = x.operand();
        Pair stride = geometry.stride();
        long places = image.size(2) * image.size(3) / (stride.height() * stride.width());
        return image.size(0) == 1 && image.is_cpu() && places * weight.operand().numel() > MOST;
    }

    /** Returns the cross-correlation plus bias. x: [1, C, H, W], weight: [O, C/groups, kH, kW], bias: [O]. */
    static org.bytedeco.pytorch.Tensor convolved(Tensor x, Tensor weight, TensorOptional bias, ConvGeometry geometry) {
        return torch.mkldnn_convolution(
                x.raw(),
                weight.raw(),
                bias,
                geometry.padding().toArray(),
                geometry.stride().toArray(),
                geometry.dilation().toArray(),
                geometry.groups());
    }
}
