package org.pcn4j.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Device;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * The numbers of a network's parameters, and its buffers. Learning changes them in place. Owns its tensors; close it when
 * done.
 *
 * <p>Several threads may read them at once, but not while something learns. Any thread may close them at any time: what
 * holds a {@link #lease}, as learners, evaluations, copies and exports do while they run, goes on to its end, and the memory
 * is freed after the last of them. Whoever takes single tensors out of here to use them by himself, while another thread
 * might close the parameters, takes a lease for as long.
 */
public final class Parameters implements AutoCloseable {
    private final List<ParameterSpec> specs;
    private final List<Tensor> tensors;
    private final List<ParameterSpec> bufferSpecs;
    private final List<Tensor> buffers;
    private final Leases leases;
    private final Optional<DType> dtype;

    Parameters(List<ParameterSpec> specs, List<Tensor> tensors, List<ParameterSpec> bufferSpecs, List<Tensor> buffers) {
        this.specs = List.copyOf(specs);
        this.tensors = List.copyOf(tensors);
        this.bufferSpecs = List.copyOf(bufferSpecs);
        this.buffers = List.copyOf(buffers);
        this.leases = new Leases("the numbers of a network", this::free);
        this.dtype = tensors.stream().findFirst().map(Tensor::dtype);
    }

    /**
     * Keeps the tensors from being freed until the lease is closed.
     *
     * @throws IllegalStateException if the parameters are closed
     */
    public Lease lease() {
        return leases.begin();
    }

    /** The same, for what may be part of something that holds a lease. */
    Lease leaseWithin() {
        return leases.beginWithin();
    }

    /** Returns what the parameters are, in order. */
    public List<ParameterSpec> specs() {
        return specs;
    }

    /** Returns the tensors, in order; borrowed. */
    public List<Tensor> tensors() {
        return tensors;
    }

    /** Returns what the buffers are, in order: running statistics, and matrices that are fixed. */
    public List<ParameterSpec> bufferSpecs() {
        return bufferSpecs;
    }

    /** Returns the buffers, in order; borrowed. */
    public List<Tensor> buffers() {
        return buffers;
    }

    /**
     * Returns the tensor of the parameter or buffer with this name; borrowed.
     *
     * @throws NetworkException if there is none
     */
    public Tensor get(String name) {
        for (int i = 0; i < specs.size(); i++) {
            if (specs.get(i).name().equals(name)) {
                return tensors.get(i);
            }
        }
        for (int i = 0; i < bufferSpecs.size(); i++) {
            if (bufferSpecs.get(i).name().equals(name)) {
                return buffers.get(i);
            }
        }
        throw new NetworkException("there is no parameter '" + name + "' among "
                + specs.stream().map(ParameterSpec::name).toList());
    }

    /**
     * Returns the element type of all.
     *
     * @throws IllegalStateException if there are no parameters
     */
    public DType dtype() {
        return dtype.orElseThrow(() -> new IllegalStateException("a network without parameters has no element type"));
    }

    /** Returns the name of the first parameter or buffer that holds NaN or an infinite number, if one does. */
    public Optional<String> notFinite() {
        try (Lease lease = leaseWithin()) {
            for (int i = 0; i < tensors.size(); i++) {
                if (!tensors.get(i).isFinite()) {
                    return Optional.of(specs.get(i).name());
                }
            }
            for (int i = 0; i < buffers.size(); i++) {
                if (!buffers.get(i).isFinite()) {
                    return Optional.of(bufferSpecs.get(i).name());
                }
            }
            return Optional.empty();
        }
    }

    /** Returns a copy of all numbers, which the caller closes. */
    public Parameters copy() {
        return mapped(Tensor::copy);
    }

    /** Returns a copy of all numbers in another element type, which the caller closes. */
    public Parameters to(DType dtype) {
        return mapped(tensor -> tensor.to(dtype).copy());
    }

    /** Returns a copy of all numbers on the device, which the caller closes. */
    public Parameters to(Device device) {
        return mapped(tensor -> tensor.to(device).copy());
    }

    private Parameters mapped(UnaryOperator<Tensor> change) {
        List<Tensor> changed = new ArrayList<>();
        List<Tensor> kept = new ArrayList<>();
        try (Lease lease = lease();
                TensorScope scope = new TensorScope()) {
            tensors.forEach(tensor -> changed.add(change.apply(tensor).keep()));
            buffers.forEach(tensor -> kept.add(change.apply(tensor).keep()));
        }
        return new Parameters(specs, changed, bufferSpecs, kept);
    }

    /**
     * Closes the tensors and the buffers, after the last lease. Does not wait for it; whoever asks for another lease from
     * now on is refused. Closing twice does nothing.
     */
    @Override
    public void close() {
        leases.close();
    }

    private void free() {
        tensors.forEach(Tensor::close);
        buffers.forEach(Tensor::close);
    }

    @Override
    public String toString() {
        return specs.stream()
                .map(spec -> spec.name() + " " + spec.shape())
                .toList()
                .toString();
    }
}
