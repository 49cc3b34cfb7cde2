package org.pcn4j.spark;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.pcn4j.train.file.OneLine;

/** The files of a folder as they go from one machine to another. Locks are left out, which hold on one machine alone. */
final class FolderState {
    private static final String LOCK = ".lock";
    private static final String UNFINISHED = ".tmp";
    private static final long UNCHANGED = -1;
    private static final int BUFFER = 1 << 16;

    private FolderState() {}

    /**
     * How a file was when it was looked at.
     *
     * @param size in bytes
     * @param time of its last change, in milliseconds
     */
    record Stamp(long size, long time) {
        private static Stamp of(Path file) throws IOException {
            return new Stamp(Files.size(file), Files.getLastModifiedTime(file).toMillis());
        }
    }

    /** Returns the files of a folder, by their paths in it, with {@code /} between. */
    static SortedMap<String, Stamp> list(Path folder) throws IOException {
        SortedMap<String, Stamp> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!name.equals(LOCK) && !name.endsWith(UNFINISHED)) {
                    files.put(folder.relativize(file).toString().replace('\\', '/'), Stamp.of(file));
                }
            }
        }
        return files;
    }

    /**
     * Sends a folder.
     *
     * @param known what the receiver has already, as it was sent: it is not sent again unless it has changed
     * @return what the receiver has now
     */
    static SortedMap<String, Stamp> send(Path folder, Map<String, Stamp> known, DataOutputStream out)
            throws IOException {
        SortedMap<String, Stamp> files = list(folder);
        out.writeInt(files.size());
        for (Map.Entry<String, Stamp> file : files.entrySet()) {
            out.writeUTF(file.getKey());
            if (file.getValue().equals(known.get(file.getKey()))) {
                out.writeLong(UNCHANGED);
            } else {
                // As it is written now: a file may grow meanwhile, but what is announced is what is sent.
                byte[] content = Files.readAllBytes(folder.resolve(file.getKey()));
                out.writeLong(content.length);
                out.write(content);
            }
        }
        return files;
    }

    /**
     * Receives a folder: once all has come, files are put in place, one by one, and those that the sender has no more are deleted.
     *
     * @throws IOException if it breaks off, in which case the folder is as it was, or a path leads out of the folder
     */
    static void receive(DataInputStream in, Path folder) throws IOException {
        Files.createDirectories(folder);
        Map<Path, Path> arrived = new HashMap<>();
        List<String> all = new ArrayList<>();
        Path beside = Files.createTempDirectory(folder, "arriving");
        try {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                String name = in.readUTF();
                Path target = inside(folder, name);
                all.add(name);
                long length = in.readLong();
                if (length != UNCHANGED) {
                    Path file = beside.resolve(Integer.toString(i));
                    copy(in, length, file);
                    arrived.put(target, file);
                }
            }
            for (Map.Entry<Path, Path> file : arrived.entrySet()) {
                Files.createDirectories(file.getKey().getParent());
                Files.move(file.getValue(), file.getKey(), StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            delete(beside);
        }
        for (String name : list(folder).keySet()) {
            if (!all.contains(name)) {
                Files.deleteIfExists(folder.resolve(name));
            }
        }
    }

    private static Path inside(Path folder, String name) throws IOException {
        Path path = folder.resolve(name).normalize();
        if (name.isEmpty() || !path.startsWith(folder.normalize()) || path.equals(folder.normalize())) {
            throw new IOException("expected a file within the folder, found " + OneLine.quoted(name));
        }
        return path;
    }

    private static void copy(DataInputStream in, long length, Path file) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = length; left > 0; ) {
                int some = (int) Math.min(left, buffer.length);
                in.readFully(buffer, 0, some);
                out.write(buffer, 0, some);
                left -= some;
            }
        }
    }

    /** Deletes a folder and all that is in it. */
    static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walked = Files.walk(folder)) {
            all = new ArrayList<>(walked.toList());
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            Files.deleteIfExists(all.get(i));
        }
    }
}
