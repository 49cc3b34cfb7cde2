package org.pcn4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads CIFAR-10, small photographs in colour of ten kinds of things, in its binary layout. */
public final class Cifar10 {
    private static final int CHANNELS = 3;
    private static final int SIDE = 32;
    private static final int CLASSES = 10;
    private static final String FOLDER = "cifar-10-batches-bin";
    private static final String ARCHIVE_SUFFIX = ".tar.gz";
    private static final String TEST = "test_batch.bin";
    private static final Pattern TRAIN = Pattern.compile("data_batch_([1-9][0-9]{0,3})\\.bin");
    // Where the test batch goes among the batches of training images, which are counted from 1.
    private static final int TEST_NUMBER = 0;

    private Cifar10() {}

    /**
     * Reads data_batch_1.bin, data_batch_2.bin, … and test_batch.bin. They are looked for in the folder, then in its
     * subfolder cifar-10-batches-bin, then, in any folder, in the only archive *.tar.gz there, as in
     * cifar-10-binary.tar.gz, which is read as it is: nothing is unpacked to disk. Any numbers of batches may be there,
     * at least one; the images to learn from are those of all batches in the order of their numbers. Safe for use by
     * several threads.
     *
     * @param dir the folder that holds the batches or the archive
     * @return images of 3x32x32 in 10 classes, red, green and blue: 50000 to learn from in the whole of CIFAR-10 and
     *     10000 to judge by
     * @throws DataException if a file is missing, cannot be read or is damaged
     */
    public static Split<LabelledImages> read(Path dir) {
        if (!Files.isDirectory(dir)) {
            throw new DataException("CIFAR-10 not found: %s is no folder; %s".formatted(dir, advice()));
        }
        try {
            for (Path folder : List.of(dir, dir.resolve(FOLDER))) {
                Map<Integer, Path> files = batchFiles(folder);
                if (!files.isEmpty()) {
                    return split(folder, readFiles(folder, files));
                }
            }
            Path archive = archive(dir);
            return split(archive, readArchive(archive));
        } catch (IOException e) {
            throw new DataException("cannot read CIFAR-10 in %s: %s".formatted(dir, e), e);
        }
    }

    private static Map<Integer, Path> batchFiles(Path folder) throws IOException {
        Map<Integer, Path> files = new TreeMap<>();
        for (Path file : list(folder)) {
            number(file.getFileName().toString()).ifPresent(number -> files.put(number, file));
        }
        return files;
    }

    /** Returns the files in a folder in the order of their names; none where there is no folder. */
    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static Optional<Integer> number(String name) {
        if (name.equals(TEST)) {
            return Optional.of(TEST_NUMBER);
        }
        Matcher matcher = TRAIN.matcher(name);
        return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    private static Map<Integer, CifarBatch> readFiles(Path folder, Map<Integer, Path> files) throws IOException {
        // Before any is read: what is missing is said at once.
        requireAll(folder, files);
        Map<Integer, CifarBatch> batches = new TreeMap<>();
        for (Map.Entry<Integer, Path> file : files.entrySet()) {
            byte[] records = Files.readAllBytes(file.getValue());
            batches.put(file.getKey(), new CifarBatch(file.getValue().toString(), records));
        }
        return batches;
    }

    private static Path archive(Path dir) throws IOException {
        List<Path> archives = list(dir).stream()
                .filter(file -> file.toString().endsWith(ARCHIVE_SUFFIX))
                .toList();
        if (archives.isEmpty()) {
            throw new DataException(
                    "CIFAR-10 not found: there are no batches in %s or %s, and no archive *%s in the former; %s"
                            .formatted(dir, dir.resolve(FOLDER), ARCHIVE_SUFFIX, advice()));
        }
        if (archives.size() > 1) {
            throw new DataException("CIFAR-10 in %s: expected one archive *%s, found %d: %s"
                    .formatted(
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

    private static Map<Integer, CifarBatch> readArchive(Path path) throws IOException {
        Map<Integer, CifarBatch> batches = new TreeMap<>();
        try (TarFile archive = TarFile.open(path)) {
            Optional<TarFile.Entry> next = archive.next();
            while (next.isPresent()) {
                TarFile.Entry entry = next.orElseThrow();
                Optional<Integer> number = number(entry.baseName());
                if (number.isPresent()) {
                    String name = "%s of %s".formatted(entry.name(), path);
                    if (batches.containsKey(number.orElseThrow())) {
                        throw new DataException(
                                "CIFAR-10: expected each batch once, found another in %s".formatted(name));
                    }
                    batches.put(number.orElseThrow(), new CifarBatch(name, archive.read(entry)));
                }
                next = archive.next();
            }
        }
        requireAll(path, batches);
        return batches;
    }

    private static void requireAll(Path where, Map<Integer, ?> batches) {
        List<String> missing = new ArrayList<>();
        if (batches.keySet().stream().allMatch(number -> number == TEST_NUMBER)) {
            missing.add("data_batch_1.bin");
        }
        if (!batches.containsKey(TEST_NUMBER)) {
            missing.add(TEST);
        }
        if (!missing.isEmpty()) {
            throw new DataException(
                    "CIFAR-10 not found: %s lacks %s; %s".formatted(where, String.join(", ", missing), advice()));
        }
    }

    private static Split<LabelledImages> split(Path where, Map<Integer, CifarBatch> batches) {
        List<CifarBatch> test = new ArrayList<>();
        List<CifarBatch> train = new ArrayList<>();
        batches.forEach((number, batch) -> (number == TEST_NUMBER ? test : train).add(batch));
        return new Split<>(join("CIFAR-10 train", where, train), join("CIFAR-10 test", where, test));
    }

    private static LabelledImages join(String name, Path where, List<CifarBatch> batches) {
        long size = batches.stream().mapToLong(CifarBatch::size).sum();
        if (size > CifarBatch.MOST) {
            throw new DataException(
                    "%s in %s: expected at most %d images, found %d".formatted(name, where, CifarBatch.MOST, size));
        }
        byte[] pixels = new byte[(int) size * CifarBatch.PIXELS];
        byte[] labels = new byte[(int) size];
        int first = 0;
        for (CifarBatch batch : batches) {
            batch.copy(labels, pixels, first);
            first += batch.size();
        }
        return LabelledImages.owning(name, CHANNELS, SIDE, SIDE, CLASSES, pixels, labels);
    }

    private static String advice() {
        return "get cifar-10-binary.tar.gz, the binary version of CIFAR-10, put it, as it is or unpacked, into a folder "
                + "named cifar10 and point --data-dir or PCN4J_DATA to the folder that holds cifar10/";
    }
}
