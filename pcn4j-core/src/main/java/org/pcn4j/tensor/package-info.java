/**
 * Tensors, kernels, autograd and threads: the only package that knows the binding to libtorch. Everything above it
 * computes with {@link org.pcn4j.tensor.Tensor} and the kernels, a class a subject, as {@link org.pcn4j.tensor.LinearKernels}.
 */
@NullMarked
package org.pcn4j.tensor;

import org.jspecify.annotations.NullMarked;
