package org.pcn4j.train.checkpoint;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.pcn4j.train.file.FolderLock;
import org.pcn4j.train.file.WholeFile;

/**
 * The folder of one training's checkpoints, named {@code checkpoint-00000120.safetensors} by the number of updates. Whoever
 * opens it is the only one, in whatever process, until it is closed or the process dies. For one thread.
 */
public final class CheckpointFolder implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{8,18})\\.safetensors");
    private static final Pattern LEFT_BEHIND = Pattern.compile(NAME.pattern() + "\\.[0-9a-f-]{36}\\.tmp");
    private static final String LOCK = ".lock";

    /** Somebody else has the folder open. */
    public static final class InUseException extends FileSystemException {
        private static final long serialVersionUID = 1;

        InUseException(Path folder) {
            super(folder.toString(), null, "another training keeps its checkpoints there");
        }
    }

    private final Path folder;
    private final FolderLock lock;

    private CheckpointFolder(Path folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Opens a folder, makes it if need be, and deletes what a process left behind that was killed while it wrote.
     *
     * @throws InUseException if somebody else has it open
     * @throws IOException if it cannot be made or written to
     */
    public static CheckpointFolder open(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(LOCK);
        Optional<String> complaint = WholeFile.complaint(file);
        if (complaint.isPresent()) {
            throw new FileSystemException(folder.toString(), null, complaint.get());
        }
        FolderLock lock = FolderLock.tryTake(folder).orElseThrow(() -> new InUseException(folder));
        try {
            for (Path left : matching(folder, LEFT_BEHIND)) {
                Files.deleteIfExists(left);
            }
        } catch (Throwable e) {
            lock.close();
            throw e;
        }
        return new CheckpointFolder(folder, lock);
    }

    /**
     * Tells whether somebody has a folder open at this moment.
     *
     * @throws IOException if it cannot be written to
     */
    public static boolean isInUse(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        Optional<FolderLock> lock = FolderLock.tryTake(folder);
        if (lock.isPresent()) {
            lock.get().close();
        }
        return lock.isEmpty();
    }

    /**
     * Returns the checkpoints in a folder, whether or not somebody has it open, the one of the most updates first.
     *
     * @throws IOException if it cannot be listed
     */
    public static List<Path> list(Path folder) throws IOException {
        return matching(folder, NAME).stream()
                .sorted(Comparator.comparingLong(CheckpointFolder::updates).reversed())
                .toList();
    }

    private static List<Path> matching(Path folder, Pattern pattern) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> pattern.matcher(name(file)).matches()).toList();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** Returns how many updates were done at a checkpoint, by its file's name; −1 if that is no checkpoint's. */
    public static long updates(Path file) {
        Matcher matcher = NAME.matcher(name(file));
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
    }

    /** Returns the checkpoints, the one of the most updates first. */
    public List<Path> list() throws IOException {
        return list(folder);
    }

    /**
     * Writes a checkpoint, in place of one after as many updates if there is one.
     *
     * @return its file
     * @throws IOException if it cannot be written; all other checkpoints are then as they were
     */
    public Path write(Checkpoint checkpoint) throws IOException {
        Path file = folder.resolve(String.format(Locale.ROOT, "checkpoint-%08d.safetensors", checkpoint.update()));
        checkpoint.write(file);
        return file;
    }

    /**
     * Deletes checkpoints of fewer updates than the newest good one. Those of more updates, which an attempt to read may
     * have found damaged, are left alone.
     *
     * @param newest how many updates were done at the newest good one, which stays
     * @param last how many of the newest stay, this one included; at least 1
     * @param best how many updates were done at another that stays, if there is one
     * @throws IOException if one cannot be deleted
     */
    public void prune(long newest, int last, OptionalLong best) throws IOException {
        Set<Long> staying = new TreeSet<>();
        best.ifPresent(staying::add);
        int kept = 0;
        for (Path file : list()) {
            if (updates(file) <= newest && kept < last) {
                staying.add(updates(file));
                kept++;
            }
        }
        for (Path file : list()) {
            if (updates(file) < newest && !staying.contains(updates(file))) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Lets others open the folder. */
    @Override
    public void close() throws IOException {
        lock.close();
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
