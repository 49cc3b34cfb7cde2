package org.pcn4j.tensor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.global.torch;

/**
 * What the library runs on, for reports. A version that is not known is {@code unknown}.
 *
 * @param name of the operating system and the processor's kind, as in {@code linux-x86_64}
 * @param libtorch its version and that of its binding
 * @param openBlas its version and that of its binding
 * @param javaCpp its version
 * @param capability the instructions that libtorch's own kernels use, as in {@code AVX512}; {@code DEFAULT} is none
 * @param blas what libtorch's matrix products were built for, as in {@code open}, which is OpenBLAS
 * @param oneDnn the version of the library behind most convolutions
 * @param openMp the version of its standard
 * @param memoryCap the bytes of physical memory at which JavaCPP refuses to allocate more; 0 if it never does
 * @param physicalMemory the machine's, in bytes
 * @param nativeCache where the native libraries are unpacked
 */
public record Platform(
        String name,
        String libtorch,
        String openBlas,
        String javaCpp,
        String capability,
        String blas,
        String oneDnn,
        String openMp,
        long memoryCap,
        long physicalMemory,
        Path nativeCache) {
    private static final String UNKNOWN = "unknown";
    private static final Pattern BLAS = Pattern.compile("BLAS_INFO=(\\w+)");

    /**
     * Begins to load libtorch in the background, and returns at once. A program that first reads or makes its data, and
     * calls this before, starts some tenths of a second sooner; whoever then needs libtorch waits until it is loaded, and
     * is told if it could not be.
     */
    public static void preload() {
        Thread thread = new Thread(
                () -> {
                    Native.load();
                    Bindings.initialize();
                },
                "libtorch preload");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((unused, failure) -> {});
        thread.start();
    }

    /** Loads libtorch and asks it. */
    public static Platform current() {
        Native.load();
        Matcher blas = BLAS.matcher(text(torch.show_config()));
        return new Platform(
                Loader.getPlatform(),
                version("pytorch"),
                version("openblas"),
                version("javacpp"),
                text(torch.get_cpu_capability()),
                blas.find() ? blas.group(1) : UNKNOWN,
                text(torch.get_mkldnn_version()),
                text(torch.get_openmp_version()),
                Pointer.maxPhysicalBytes(),
                Pointer.totalPhysicalBytes(),
                nativeCacheFolder());
    }

    private static String text(BytePointer text) {
        try (text) {
            return text.getString().strip();
        }
    }

    private static String version(String artifact) {
        try {
            String version = Loader.getVersion("org.bytedeco", artifact);
            return version == null ? UNKNOWN : version;
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    private static Path nativeCacheFolder() {
        try {
            return Loader.getCacheDir().toPath();
        } catch (IOException e) {
            throw new TensorException("there is no folder to unpack native libraries to: " + e.getMessage(), e);
        }
    }
}
