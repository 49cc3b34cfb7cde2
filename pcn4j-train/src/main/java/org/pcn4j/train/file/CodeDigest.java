package org.pcn4j.train.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Which code this is: two builds of the same version may differ. */
public final class CodeDigest {
    private static final String CLASS = ".class";

    private CodeDigest() {}

    /**
     * Returns eight hexadecimal digits that depend on all classes that were built together with some.
     *
     * @param classes one of each jar or folder
     */
    public static String of(List<Class<?>> classes) {
        SortedMap<String, Long> checksums = new TreeMap<>();
        try {
            for (Class<?> one : classes) {
                Path place = Path.of(
                        one.getProtectionDomain().getCodeSource().getLocation().toURI());
                checksums.putAll(Files.isDirectory(place) ? ofFolder(place) : ofJar(place));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        CRC32 sum = new CRC32();
        checksums.forEach((name, checksum) -> sum.update((name + checksum).getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    private static SortedMap<String, Long> ofJar(Path file) throws IOException {
        SortedMap<String, Long> checksums = new TreeMap<>();
        try (JarFile jar = new JarFile(file.toFile())) {
            jar.stream()
                    .filter(entry -> entry.getName().endsWith(CLASS))
                    .forEach(entry -> checksums.put(entry.getName(), entry.getCrc()));
        }
        return checksums;
    }

    private static SortedMap<String, Long> ofFolder(Path folder) throws IOException {
        SortedMap<String, Long> checksums = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(CLASS)).toList()) {
                CRC32 sum = new CRC32();
                sum.update(Files.readAllBytes(file));
                checksums.put(folder.relativize(file).toString().replace('\\', '/'), sum.getValue());
            }
        }
        return checksums;
    }
}
