package org.pcn4j.train.run;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.train.file.ProtoMessage;
import org.pcn4j.train.file.Reason;

/**
 * A file of measurements for <a href="https://www.tensorflow.org/tensorboard">TensorBoard</a>. Every record is handed to the
 * system before the call returns, so that a process that is killed leaves all but a torn last one, which TensorBoard passes
 * over. A file is never appended to: whoever goes on with a run makes a new one in the same folder, and TensorBoard reads
 * them one after the other. For one thread; close it afterwards.
 */
public final class EventFile implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{10,15})\\..*");
    private static final String VERSION = "brain.Event:2";
    private static final double MILLIS = 1e3;
    private static final int SESSION_START = 1;
    private static final int DATA_STRING = 7;

    private static final int EVENT_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_VERSION = 3;
    private static final int EVENT_SUMMARY = 5;
    private static final int EVENT_SESSION = 7;
    private static final int SESSION_STATUS = 1;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_NUMBER = 2;
    private static final int VALUE_IMAGE = 4;
    private static final int VALUE_HISTOGRAM = 5;
    private static final int VALUE_TENSOR = 8;
    private static final int VALUE_METADATA = 9;
    private static final int IMAGE_HEIGHT = 1;
    private static final int IMAGE_WIDTH = 2;
    private static final int IMAGE_CHANNELS = 3;
    private static final int IMAGE_BYTES = 4;
    private static final int TENSOR_TYPE = 1;
    private static final int TENSOR_SHAPE = 2;
    private static final int TENSOR_STRINGS = 8;
    private static final int METADATA_PLUGIN = 1;
    private static final int PLUGIN_NAME = 1;

    private final Path file;
    private final FileChannel channel;
    private final Clock clock;

    private EventFile(Path file, FileChannel channel, Clock clock) {
        this.file = file;
        this.channel = channel;
        this.clock = clock;
    }

    /**
     * Begins a run's first file, named by the time. It tells that a session starts at step 0: without its data server
     * TensorBoard takes the first start that it reads for no restart, and would show what a resumed run replaced.
     *
     * @param folder of the run, made if it is not there
     * @throws UncheckedIOException if the file cannot be written
     */
    public static EventFile create(Path folder) {
        return started(folder, Clock.systemUTC(), 0);
    }

    /**
     * Begins the file of a run that goes on.
     *
     * @param step the first that will be written again: TensorBoard forgets what earlier files tell of it and of later ones
     * @throws UncheckedIOException if the file cannot be written
     */
    public static EventFile resume(Path folder, long step) {
        return started(folder, Clock.systemUTC(), step);
    }

    static EventFile started(Path folder, Clock clock, long step) {
        try {
            Files.createDirectories(folder);
            EventFile events = opened(folder, clock);
            events.write(events.event().text(EVENT_VERSION, VERSION));
            events.write(events.event()
                    .integer(EVENT_STEP, step)
                    .message(EVENT_SESSION, new ProtoMessage().integer(SESSION_STATUS, SESSION_START)));
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write events into '" + folder + "': " + Reason.of(e), e);
        }
    }

    /** TensorBoard reads files in the order of their names, so this one is named later than all others. */
    private static EventFile opened(Path folder, Clock clock) throws IOException {
        long seconds = Math.max(clock.instant().getEpochSecond(), latest(folder) + 1);
        while (true) {
            Path file = folder.resolve(String.format(
                    Locale.ROOT,
                    "events.out.tfevents.%010d.pcn4j.%d",
                    seconds,
                    ProcessHandle.current().pid()));
            try {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                return new EventFile(file, channel, clock);
            } catch (FileAlreadyExistsException e) {
                seconds++;
            }
        }
    }

    private static long latest(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> NAME.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToLong(name -> Long.parseLong(name.group(1)))
                    .max()
                    .orElse(0);
        }
    }

    /** Returns the file that is written. */
    public Path file() {
        return file;
    }

    /**
     * Writes a number, which TensorBoard keeps in single precision.
     *
     * @param tag what it measures; those with the same text before a slash stand together
     * @throws UncheckedIOException if the file cannot be written
     */
    public void scalar(String tag, long step, double number) {
        scalars(step, Map.of(tag, number));
    }

    /**
     * Writes several numbers of one step in one record.
     *
     * @param numbers by their tags
     * @throws UncheckedIOException if the file cannot be written
     */
    public void scalars(long step, Map<String, Double> numbers) {
        ProtoMessage summary = new ProtoMessage();
        numbers.forEach((tag, number) -> summary.message(
                SUMMARY_VALUE, new ProtoMessage().text(VALUE_TAG, tag).float32(VALUE_NUMBER, number.floatValue())));
        write(event().integer(EVENT_STEP, step).message(EVENT_SUMMARY, summary));
    }

    /**
     * Writes how the elements of a tensor are distributed; those that are not finite are left out, and nothing is written
     * if none is finite.
     *
     * @param numbers borrowed
     * @throws UncheckedIOException if the file cannot be written
     */
    public void histogram(String tag, long step, Tensor numbers) {
        Histogram.of(numbers.toDoubles())
                .ifPresent(histogram ->
                        write(step, new ProtoMessage().text(VALUE_TAG, tag).message(VALUE_HISTOGRAM, histogram)));
    }

    /**
     * Writes a picture, as PNG.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public void image(String tag, long step, BufferedImage image) {
        ProtoMessage picture = new ProtoMessage()
                .integer(IMAGE_HEIGHT, image.getHeight())
                .integer(IMAGE_WIDTH, image.getWidth())
                .integer(IMAGE_CHANNELS, image.getColorModel().getNumComponents())
                .bytes(IMAGE_BYTES, png(image));
        write(step, new ProtoMessage().text(VALUE_TAG, tag).message(VALUE_IMAGE, picture));
    }

    private static byte[] png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Writes a text, such as a run's settings.
     *
     * @param markdown is shown formatted
     * @throws UncheckedIOException if the file cannot be written
     */
    public void text(String tag, long step, String markdown) {
        ProtoMessage tensor = new ProtoMessage()
                .integer(TENSOR_TYPE, DATA_STRING)
                .message(TENSOR_SHAPE, new ProtoMessage())
                .text(TENSOR_STRINGS, markdown);
        ProtoMessage plugin = new ProtoMessage().text(PLUGIN_NAME, "text");
        write(
                step,
                new ProtoMessage()
                        .text(VALUE_TAG, tag)
                        .message(VALUE_METADATA, new ProtoMessage().message(METADATA_PLUGIN, plugin))
                        .message(VALUE_TENSOR, tensor));
    }

    private ProtoMessage event() {
        return new ProtoMessage().float64(EVENT_TIME, clock.millis() / MILLIS);
    }

    private void write(long step, ProtoMessage value) {
        write(event().integer(EVENT_STEP, step)
                .message(EVENT_SUMMARY, new ProtoMessage().message(SUMMARY_VALUE, value)));
    }

    private void write(ProtoMessage event) {
        ByteBuffer record = RecordFrame.around(event.toBytes());
        try {
            while (record.hasRemaining()) {
                channel.write(record);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the events '" + file + "': " + Reason.of(e), e);
        }
    }

    /**
     * Closes the file.
     *
     * @throws UncheckedIOException if the system cannot close it
     */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the events '" + file + "': " + Reason.of(e), e);
        }
    }
}
