package org.pcn4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads a CIFAR set from its files or from the archive that holds them. Immutable. */
final class CifarReader {
    private static final String ARCHIVE_SUFFIX = ".tar.gz";

    private final CifarLayout layout;

    CifarReader(CifarLayout layout) {
        this.layout = layout;
    }

    /**
     * Reads the files in a folder, in its subfolder or in its only archive, or those in an archive.
     *
     * @param path the folder or the archive
     * @throws DataException if a file is missing, cannot be read or is damaged
     */
    Split<LabeledImages> read(Path path) {
        try {
            return Files.isRegularFile(path) && isArchive(path) ? split(path, readArchive(path)) : readFolder(path);
        } catch (IOException e) {
            throw new DataException(
                    String.format(Locale.ROOT, "cannot read %s in %s: %s", layout.name(), path, FileFailure.reason(e)),
                    e);
        }
    }

    private static boolean isArchive(Path file) {
        return file.toString().endsWith(ARCHIVE_SUFFIX);
    }

    private Split<LabeledImages> readFolder(Path dir) throws IOException {
        if (!Files.isDirectory(dir)) {
            throw new DataException(String.format(
                    Locale.ROOT, "%s not found: %s is no folder; %s", layout.name(), dir, layout.advice()));
        }
        for (Path folder : List.of(dir, dir.resolve(layout.folder()))) {
            Map<Integer, Path> files = batchFiles(folder);
            if (!files.isEmpty()) {
                return split(folder, readFiles(folder, files));
            }
        }
        Path archive = archive(dir);
        return split(archive, readArchive(archive));
    }

    private Map<Integer, Path> batchFiles(Path folder) throws IOException {
        Map<Integer, Path> files = new TreeMap<>();
        for (Path file : list(folder)) {
            layout.number(file.getFileName().toString()).ifPresent(number -> files.put(number, file));
        }
        return files;
    }

    /** Returns the files in a folder in the order of their names; none where there is no folder. */
    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !Clutter.isClutter(file))
                    .sorted()
                    .toList();
        }
    }

    private Map<Integer, CifarBatch> readFiles(Path folder, Map<Integer, Path> files) throws IOException {
        // Before any is read: what is missing is said at once.
        requireAll(folder, files);
        Map<Integer, CifarBatch> batches = new TreeMap<>();
        for (Map.Entry<Integer, Path> file : files.entrySet()) {
            byte[] records = Files.readAllBytes(file.getValue());
            batches.put(file.getKey(), new CifarBatch(file.getValue().toString(), layout.record(), records));
        }
        return batches;
    }

    private Path archive(Path dir) throws IOException {
        List<Path> archives = list(dir).stream().filter(CifarReader::isArchive).toList();
        if (archives.isEmpty()) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s not found: there are no batches in %s or %s, and no archive *%s in the former; %s",
                    layout.name(),
                    dir,
                    dir.resolve(layout.folder()),
                    ARCHIVE_SUFFIX,
                    layout.advice()));
        }
        if (archives.size() > 1) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s in %s: expected one archive *%s, found %d: %s",
                    layout.name(),
                    dir,
                    ARCHIVE_SUFFIX,
                    archives.size(),
                    String.join(
                            ", ",
                            archives.stream()
                                    .map(file -> file.getFileName().toString())
                                    .toList())));
        }
        return archives.get(0);
    }

    private Map<Integer, CifarBatch> readArchive(Path path) throws IOException {
        Map<Integer, CifarBatch> batches = new TreeMap<>();
        try (TarFile archive = TarFile.open(path)) {
            Optional<TarFile.Entry> next = archive.next();
            while (next.isPresent()) {
                TarFile.Entry entry = next.orElseThrow();
                Optional<Integer> number = layout.number(entry.baseName());
                if (number.isPresent()) {
                    String name = String.format(Locale.ROOT, "%s of %s", entry.name(), path);
                    if (batches.containsKey(number.orElseThrow())) {
                        throw new DataException(String.format(
                                Locale.ROOT, "%s: expected each batch once, found another in %s", layout.name(), name));
                    }
                    batches.put(number.orElseThrow(), new CifarBatch(name, layout.record(), archive.read(entry)));
                }
                next = archive.next();
            }
        }
        requireAll(path, batches);
        return batches;
    }

    private void requireAll(Path where, Map<Integer, ?> batches) {
        List<String> missing = new ArrayList<>();
        if (batches.keySet().stream().allMatch(number -> number == CifarLayout.TEST_NUMBER)) {
            missing.add(layout.firstTrain());
        }
        if (!batches.containsKey(CifarLayout.TEST_NUMBER)) {
            missing.add(layout.test());
        }
        if (!missing.isEmpty()) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s not found: %s lacks %s; %s",
                    layout.name(),
                    where,
                    String.join(", ", missing),
                    layout.advice()));
        }
    }

    private Split<LabeledImages> split(Path where, Map<Integer, CifarBatch> batches) {
        List<CifarBatch> test = new ArrayList<>();
        List<CifarBatch> train = new ArrayList<>();
        batches.forEach((number, batch) -> (number == CifarLayout.TEST_NUMBER ? test : train).add(batch));
        return new Split<>(join(layout.name() + " train", where, train), join(layout.name() + " test", where, test));
    }

    private LabeledImages join(String name, Path where, List<CifarBatch> batches) {
        long size = batches.stream().mapToLong(CifarBatch::size).sum();
        if (size > CifarBatch.MOST) {
            throw new DataException(String.format(
                    Locale.ROOT, "%s in %s: expected at most %d images, found %d", name, where, CifarBatch.MOST, size));
        }
        byte[] pixels = new byte[(int) size * CifarRecord.PIXELS];
        byte[] labels = new byte[(int) size];
        int first = 0;
        for (CifarBatch batch : batches) {
            batch.copy(labels, pixels, first);
            first += batch.size();
        }
        return LabeledImages.owning(
                name,
                CifarRecord.CHANNELS,
                CifarRecord.SIDE,
                CifarRecord.SIDE,
                layout.record().wantedClasses(),
                pixels,
                labels);
    }
}
