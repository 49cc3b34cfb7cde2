package org.pcn4j.train.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.pcn4j.data.Clutter;
import org.pcn4j.data.DataException;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.file.WholeFile;

/**
 * The archive in which surnames are published: text files in a folder {@code names}, among other things. Only these are
 * unpacked, each under its last name alone, so that none can come to lie anywhere else, and none larger than a list of
 * names can be.
 *
 * @param archive the file
 */
record NamesArchive(Path archive) {
    private static final Pattern LIST = Pattern.compile("(?:.*/)?names/([A-Za-z][A-Za-z_-]{0,63}\\.txt)");
    private static final int LARGEST = 8 << 20;
    private static final int MOST = 256;

    /**
     * Unpacks the lists that are not there yet.
     *
     * @param folder exists
     * @throws DataException if the archive is damaged, has no list, too many, two of one name, or one that is too large
     */
    void unpackInto(Path folder) {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : lists(zip)) {
                Path target = folder.resolve(lastName(entry));
                if (!Files.isRegularFile(target) || Files.size(target) != entry.getSize()) {
                    byte[] text = read(zip, entry);
                    WholeFile.write(target, channel -> {
                        ByteBuffer bytes = ByteBuffer.wrap(text);
                        while (bytes.hasRemaining()) {
                            channel.write(bytes);
                        }
                    });
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new DataException(
                    String.format(Locale.ROOT, "cannot unpack %s into %s: %s", archive, folder, Reason.of(e)), e);
        }
    }

    private List<ZipEntry> lists(ZipFile zip) {
        List<ZipEntry> lists = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            ZipEntry entry = entries.nextElement();
            boolean clutter = Arrays.stream(entry.getName().split("/")).anyMatch(Clutter::isClutter);
            if (!clutter && LIST.matcher(entry.getName()).matches()) {
                if (!names.add(lastName(entry))) {
                    throw new DataException(String.format(
                            Locale.ROOT,
                            "%s: expected each list of names once, found %s twice",
                            archive,
                            lastName(entry)));
                }
                lists.add(entry);
            }
        }
        if (lists.isEmpty() || lists.size() > MOST) {
            throw new DataException(String.format(
                    Locale.ROOT, "%s: expected 1 to %d lists names/*.txt, found %d", archive, MOST, lists.size()));
        }
        return lists;
    }

    private static String lastName(ZipEntry entry) {
        Matcher list = LIST.matcher(entry.getName());
        return list.matches() ? list.group(1) : "";
    }

    private byte[] read(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] text = in.readNBytes(LARGEST + 1);
            if (text.length > LARGEST) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "%s: %s: expected at most %d bytes of names, found more",
                        archive,
                        lastName(entry),
                        LARGEST));
            }
            return text;
        }
    }
}
