package org.pcn4j.tensor;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_gloo;

/** Loads libtorch once, in a configuration that does not trip over itself, and shortens its errors to a line. */
final class Native {
    private static final long MEGABYTE = 1_000_000;
    private static final long LIBTORCH_BYTES = 150 * MEGABYTE;

    /** Which of several builds of a library JavaCPP prefers. */
    private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

    /** A little less than the most that glibc keeps, 32 MiB; float32. */
    private static final long MOST_KEPT_ELEMENTS = 8_380_000;

    /** Why the library could not be loaded; whoever asks for it is told, not only the first. */
    private static final Optional<TensorException> FAILURE = loadAndConfigure();

    private static Optional<TensorException> loadAndConfigure() {
        // JavaCPP caps the whole process at 4 times -Xmx and throws OutOfMemoryError beyond it: off, unless asked for.
        // The properties are read when the first Pointer class is initialized, so they are set before any is touched.
        setUnlessSet("org.bytedeco.javacpp.maxBytes", "org.bytedeco.javacpp.maxbytes", "0");
        setUnlessSet("org.bytedeco.javacpp.maxPhysicalBytes", "org.bytedeco.javacpp.maxphysicalbytes", "0");
        try {
            Natives natives = Natives.find(Loader.getPlatform());
            if (!natives.areForGpu()
                    && !System.getProperty("java.class.path", "").contains(Natives.GPU)) {
                // Else JavaCPP looks for some thirty libraries of CUDA, and loads those that it finds.
                setUnlessSet(EXTENSION, EXTENSION, "");
            }
            natives.load(() -> {
                requireRoom();
                Loader.load(torch.class);
            });
            // Where NNPACK does not know the processor it says so on the console, at every convolution; oneDNN serves
            // them.
            torch.globalContext().setUserEnabledNNPACK(false);
            ThreadPools.configureAtLoad();
            keepFreed();
        } catch (TensorException e) {
            return Optional.of(e);
        } catch (OutOfMemoryError e) {
            // JavaCPP's, whose caps the user set.
            return Optional.of(new TensorException("libtorch could not be loaded: " + TensorException.firstLine(e), e));
        }
        return Optional.empty();
    }

    /**
     * Lets glibc keep what is freed for what is allocated next, up to 32 MiB each. What it has handed back to the system
     * comes anew as pages of zeros, at its first touch, which takes longer than many a kernel. By itself it keeps what is
     * as large as the largest that was freed so far, so something large is freed that was never touched. It does nothing
     * where {@code MALLOC_MMAP_THRESHOLD_} is set, or another library allocates.
     */
    private static void keepFreed() {
        torch.empty(MOST_KEPT_ELEMENTS).close();
    }

    /** JavaCPP would throw while libtorch starts itself, which leaves the memory of the process damaged. */
    private static void requireRoom() {
        long most = Pointer.maxPhysicalBytes();
        long used = Pointer.physicalBytes();
        if (most > 0 && used + LIBTORCH_BYTES > most) {
            throw new TensorException(String.format(
                    Locale.ROOT,
                    "libtorch takes %d MB beside the %d MB in use, but org.bytedeco.javacpp.maxPhysicalBytes allows %d MB:"
                            + " allow more, or leave it out",
                    LIBTORCH_BYTES / MEGABYTE,
                    used / MEGABYTE,
                    most / MEGABYTE));
        }
    }

    private Native() {}

    /**
     * Makes sure that the library is loaded.
     *
     * @throws TensorException if it could not be
     */
    static void load() {
        if (FAILURE.isPresent()) {
            throw FAILURE.get();
        }
    }

    /**
     * Makes sure that c10d's Gloo is loaded as well.
     *
     * @throws TensorException if it could not be
     */
    static void loadCollectives() {
        load();
        call("loading Gloo", () -> Loader.load(torch_gloo.class));
        // So that TORCH_CPP_LOG_LEVEL counts, as it does in Python.
        torch.initLogging();
    }

    /**
     * Runs a native call; its many-line error becomes a {@link TensorException} of one line. That a tensor is closed is told
     * as it is.
     */
    static <T> T call(String operation, Supplier<T> call) {
        try {
            return call.get();
        } catch (TensorException | IllegalStateException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new TensorException(operation + ": " + TensorException.firstLine(e), e);
        }
    }

    /** Makes a native tensor live until it is closed, whatever scopes are open. */
    static Tensor outOfScopes(Tensor raw) {
        raw.retainReference();
        PointerScope scope = PointerScope.getInnerScope();
        if (scope != null) {
            scope.detach(raw);
        }
        return raw;
    }

    private static void setUnlessSet(String property, String spelledOtherwise, String value) {
        if (System.getProperty(property) == null && System.getProperty(spelledOtherwise) == null) {
            System.setProperty(property, value);
        }
    }
}
