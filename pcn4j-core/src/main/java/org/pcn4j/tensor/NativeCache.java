package org.pcn4j.tensor;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The folder into which JavaCPP unpacks native libraries, kept whole. JavaCPP compares a file with its jar only when it
 * comes to load that file; libtorch's smallest library is loaded first and pulls in the largest beside it, whole or not,
 * and the process dies. Here the files are compared before anything is loaded, damaged ones are deleted, and whoever
 * unpacks holds a lock: processes that start together wait for the first, and one that is killed halfway leaves what the
 * next one mends.
 *
 * <p>What a first loading has left is recorded in a file beside it, so that later ones look at some thirty files and need no
 * lock.
 */
final class NativeCache {
    /** Of our own: JavaCPP takes a lock of {@code .lock} for each file that it unpacks, and a process has only one of a file. */
    private static final String LOCK = ".pcn4j.lock";

    private static final String RECORD = ".pcn4j.unpacked";
    private static final long ASK_AGAIN_MILLIS = 50;

    private final Path folder;
    private final List<Unpacked> unpacked;

    private NativeCache(Path folder, List<Unpacked> unpacked) {
        this.folder = folder;
        this.unpacked = unpacked;
    }

    /**
     * Finds the parts of a folder that belong to native libraries.
     *
     * @param folder exists and can be written
     * @param libraries one of each jar; those that are in no jar are never unpacked, and left out
     * @throws IOException if a jar cannot be read
     */
    static NativeCache of(Path folder, List<URL> libraries) throws IOException {
        List<Unpacked> unpacked = new ArrayList<>();
        for (URL library : libraries) {
            if (library.openConnection() instanceof JarURLConnection connection) {
                unpacked.add(Unpacked.of(folder, connection.getJarFile(), connection.getEntryName()));
            }
        }
        return new NativeCache(folder, List.copyOf(unpacked));
    }

    /**
     * Loads, alone if anything must be unpacked.
     *
     * @param loading unpacks what is missing and loads it
     * @throws IOException if the folder cannot be locked, read or written
     */
    void load(Runnable loading) throws IOException {
        if (!isWhole()) {
            try (FileChannel channel =
                    FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock(channel);
                // Unless another process has just done it.
                if (!isWhole()) {
                    deleteDamaged();
                    loading.run();
                    record();
                    return;
                }
            }
        }
        loading.run();
    }

    /** Returns how many bytes are still to be unpacked, at most. */
    long missingBytes() throws IOException {
        long missing = 0;
        for (Unpacked each : unpacked) {
            missing += each.missingBytes();
        }
        return missing;
    }

    /** Waiting by asking again, unlike waiting in the system, works between class loaders of one process too. */
    private static void lock(FileChannel channel) throws IOException {
        while (!isLocked(channel)) {
            try {
                Thread.sleep(ASK_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while another process unpacked", e);
            }
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private boolean isWhole() throws IOException {
        for (Unpacked each : unpacked) {
            if (!each.isWhole()) {
                return false;
            }
        }
        return !unpacked.isEmpty();
    }

    private void deleteDamaged() throws IOException {
        for (Unpacked each : unpacked) {
            each.deleteDamaged();
        }
    }

    private void record() throws IOException {
        for (Unpacked each : unpacked) {
            each.record();
        }
    }

    /**
     * What was unpacked from one jar's folder.
     *
     * @param folder in the cache
     * @param entries of the jar's folder, by their names
     */
    private record Unpacked(Path folder, Map<String, JarEntry> entries) {
        static Unpacked of(Path cache, JarFile jar, String library) {
            String inside = library.substring(0, library.lastIndexOf('/') + 1);
            Map<String, JarEntry> entries = new HashMap<>();
            for (JarEntry entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                if (name.startsWith(inside) && name.indexOf('/', inside.length()) < 0 && !entry.isDirectory()) {
                    entries.put(name.substring(inside.length()), entry);
                }
            }
            // As JavaCPP names it.
            Path file = Path.of(jar.getName()).getFileName();
            return new Unpacked(cache.resolve(file).resolve(inside), entries);
        }

        /** Tells whether everything that a loading left is still there, and as it is in the jar. */
        boolean isWhole() throws IOException {
            Path list = folder.resolve(RECORD);
            if (!Files.exists(list)) {
                return false;
            }
            for (String name : Files.readAllLines(list)) {
                Path file = folder.resolve(name);
                // Links name whole paths: they lead nowhere once the cache was moved.
                if (!Files.exists(file) || isDamaged(file)) {
                    return false;
                }
            }
            return true;
        }

        void deleteDamaged() throws IOException {
            for (Path file : files()) {
                if (isDamaged(file)) {
                    Files.delete(file);
                }
            }
        }

        void record() throws IOException {
            Files.createDirectories(folder);
            Files.write(
                    folder.resolve(RECORD),
                    files().stream().map(file -> file.getFileName().toString()).toList());
        }

        long missingBytes() throws IOException {
            long missing = 0;
            for (Map.Entry<String, JarEntry> entry : entries.entrySet()) {
                Path file = folder.resolve(entry.getKey());
                if (!Files.exists(file) || isDamaged(file)) {
                    missing += entry.getValue().getSize();
                }
            }
            return missing;
        }

        private List<Path> files() throws IOException {
            if (!Files.isDirectory(folder)) {
                return List.of();
            }
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(file -> !file.endsWith(RECORD)).toList();
            }
        }

        /** By size and time, as JavaCPP does, which unpacks some entries under another name; links are made anew by it. */
        private boolean isDamaged(Path file) throws IOException {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            JarEntry named = entries.get(file.getFileName().toString());
            Stream<JarEntry> candidates = named == null ? entries.values().stream() : Stream.of(named);
            long size = Files.size(file);
            long time = Files.getLastModifiedTime(file).toMillis();
            return candidates.noneMatch(entry -> entry.getSize() == size && entry.getTime() == time);
        }
    }
}
