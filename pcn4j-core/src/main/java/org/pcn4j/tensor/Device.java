package org.pcn4j.tensor;

import org.bytedeco.pytorch.global.torch.DeviceType;

/**
 * Where a tensor's elements live.
 *
 * @param kind the kind of processor
 * @param index which one of its kind, from 0; always 0 for the CPU
 */
public record Device(Kind kind, int index) {
    /** The kinds of processor. */
    public enum Kind {
        /** The processor the JVM runs on. */
        CPU,
        /** An NVIDIA GPU; needs the natives with the classifier {@code …-gpu}. */
        CUDA
    }

    /** The processor the JVM runs on. */
    public static final Device CPU = new Device(Kind.CPU, 0);

    /**
     * Checks the index.
     *
     * @throws IllegalArgumentException if the index is negative, or not 0 for the CPU
     */
    public Device {
        if (index < 0 || (kind == Kind.CPU && index != 0)) {
            throw new IllegalArgumentException("device " + kind + " has no index " + index);
        }
    }

    /** Returns the GPU with this index. */
    public static Device cuda(int index) {
        return new Device(Kind.CUDA, index);
    }

    /** Tells whether tensors can be placed here, with the natives on the class path and the hardware at hand. */
    public boolean isAvailable() {
        Native.load();
        return kind == Kind.CPU || org.bytedeco.pytorch.global.torch.cuda_is_available();
    }

    org.bytedeco.pytorch.Device raw() {
        DeviceType type = kind == Kind.CPU ? DeviceType.CPU : DeviceType.CUDA;
        return kind == Kind.CPU
                ? new org.bytedeco.pytorch.Device(type)
                : new org.bytedeco.pytorch.Device(type, (byte) index);
    }

    @Override
    public String toString() {
        return kind == Kind.CPU ? "cpu" : "cuda:" + index;
    }
}
