package org.pcn4j.tensor;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/**
 * The native libraries of one platform, as they lie on the class path.
 *
 * @param platform of JavaCPP, as in {@code linux-x86_64}
 * @param libraries one of each jar
 */
record Natives(String platform, List<URL> libraries) {
    /** What the names of natives for the GPU, and of their jars, end with. */
    static final String GPU = "-gpu";

    /** Those for which natives are published with the binding that this library is built on. */
    private static final List<String> PUBLISHED =
            List.of("linux-x86_64", "macosx-arm64", "macosx-x86_64", "windows-x86_64");

    private static final String CACHE = "org.bytedeco.javacpp.cachedir";
    private static final String CACHE_SPELLED_OTHERWISE = "org.bytedeco.javacpp.cacheDir";
    private static final String REMEDY =
            ", or name another folder by -D" + CACHE + "=DIR (in PCN4J_JAVA_OPTS for the command line)";
    private static final long MEGABYTE = 1_000_000;
    private static final Path MUSL = Path.of("/lib/ld-musl-x86_64.so.1");
    private static final Path GLIBC = Path.of("/lib64/ld-linux-x86-64.so.2");

    /**
     * Looks for a platform's libraries.
     *
     * @throws TensorException if libtorch's are not there; if none are published, it says for which platforms there are
     */
    static Natives find(String platform) {
        ClassLoader loader = torch.class.getClassLoader();
        Optional<URL> libtorch = library(loader, "pytorch", platform, "jnitorch");
        if (libtorch.isEmpty() && !PUBLISHED.contains(platform)) {
            throw new TensorException("there is no libtorch for " + platform + ": pcn4j runs on "
                    + String.join(", ", PUBLISHED.subList(0, PUBLISHED.size() - 1)) + " and "
                    + PUBLISHED.get(PUBLISHED.size() - 1));
        } else if (libtorch.isEmpty()) {
            throw new TensorException("libtorch's native libraries for " + platform
                    + " are not on the class path: add " + coordinates("pytorch", platform) + ", "
                    + coordinates("openblas", platform) + " and " + coordinates("javacpp", platform));
        }
        return new Natives(
                platform,
                Stream.of(
                                libtorch,
                                library(loader, "openblas", platform, "jniopenblas"),
                                library(loader, "javacpp", platform, "jnijavacpp"))
                        .flatMap(Optional::stream)
                        .toList());
    }

    /** Tells whether libtorch is the one that was built for CUDA. */
    boolean areForGpu() {
        return libraries.get(0).getPath().contains(platform + GPU + "/");
    }

    private static Optional<URL> library(ClassLoader loader, String artifact, String platform, String name) {
        String file = System.mapLibraryName(name);
        // Natives for the GPU stand in a folder of their own.
        return Stream.of(GPU, "")
                .flatMap(extension -> Stream.ofNullable(
                        loader.getResource("org/bytedeco/" + artifact + "/" + platform + extension + "/" + file)))
                .findFirst();
    }

    private static String coordinates(String artifact, String platform) {
        return "org.bytedeco:" + artifact + ":" + version(artifact) + ":" + platform;
    }

    private static String version(String artifact) {
        try {
            return Optional.ofNullable(Loader.getVersion("org.bytedeco", artifact))
                    .orElse("VERSION");
        } catch (IOException e) {
            return "VERSION";
        }
    }

    /**
     * Unpacks and loads them.
     *
     * @param loading unpacks what is not unpacked yet, and loads
     * @throws TensorException if that fails, in one line that says why
     */
    void load(Runnable loading) {
        Path folder = folder();
        try {
            NativeCache cache = NativeCache.of(folder, libraries);
            try {
                cache.load(loading);
            } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
                throw failure(folder, cache.missingBytes(), e);
            }
        } catch (IOException e) {
            throw new TensorException(
                    "libtorch cannot be unpacked to " + folder + " (" + TensorException.firstLine(e)
                            + "): make that folder writable" + REMEDY,
                    e);
        }
    }

    /** JavaCPP goes on after a library that it could not unpack, and then complains of another. */
    TensorException failure(Path folder, long missing, LinkageError error) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (missing > free) {
            return new TensorException(
                    String.format(
                            Locale.ROOT,
                            "libtorch cannot be unpacked to %s: %d MB are still needed there and %d MB are free; make room%s",
                            folder,
                            missing / MEGABYTE + 1,
                            free / MEGABYTE,
                            REMEDY),
                    error);
        }
        String reason = reason(error);
        if (reason.contains("GLIBC") || (Files.exists(MUSL) && !Files.exists(GLIBC))) {
            return new TensorException(
                    "libtorch needs glibc 2.35 and libstdc++ of GCC 12, or newer, as Debian 12 and Ubuntu 22.04 have them: "
                            + reason,
                    error);
        }
        return new TensorException(
                "libtorch could not be loaded for " + platform + ": " + reason
                        + "; if its files may be damaged, delete " + folder + " and start again",
                error);
    }

    /** JavaCPP asks the system last, which knows nothing; what it was told before is the cause. */
    private static String reason(LinkageError error) {
        Throwable told = error.getCause() instanceof LinkageError cause ? cause : error;
        String line = TensorException.firstLine(told);
        int end = line.indexOf(": ");
        return line.startsWith("/") && end > 0 ? line.substring(end + 2) : line;
    }

    /** The folder that JavaCPP uses, which passes over one that cannot be written without a word. */
    private static Path folder() {
        Optional<Path> named = Stream.of(CACHE, CACHE_SPELLED_OTHERWISE)
                .flatMap(property -> Stream.ofNullable(System.getProperty(property)))
                .findFirst()
                .map(Path::of);
        try {
            Path used = Loader.getCacheDir().toPath();
            if (named.isPresent() && !(Files.exists(named.get()) && Files.isSameFile(named.get(), used))) {
                throw new IOException("not writable");
            }
            return used;
        } catch (IOException e) {
            throw new TensorException(
                    "libtorch cannot be unpacked to "
                            + named.map(Path::toString)
                                    .orElse(System.getProperty("user.home") + "/.javacpp/cache nor to "
                                            + System.getProperty("java.io.tmpdir"))
                            + ", which cannot be written: make it a folder that can" + REMEDY,
                    e);
        }
    }
}
