package org.pcn4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's folder, kept at the driver and fetched by a later attempt. */
class KeeperTest {
    @TempDir
    private Path dir = Path.of("");

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger givenUp = new AtomicInteger();
    private Keeper keeper;
    private Path run;

    @BeforeEach
    void begin() throws IOException {
        keeper = Keeper.open(
                InetAddress.getLoopbackAddress(),
                0,
                dir.resolve("runs"),
                Optional.empty(),
                told::add,
                givenUp::incrementAndGet);
        run = Files.createDirectories(dir.resolve("executor").resolve("20261130-digits"));
    }

    @AfterEach
    void end() throws IOException {
        keeper.close();
    }

    private Courier courier(int attempt) {
        return keeper.courier("127.0.0.1").of(attempt);
    }

    private void write(String file, String content) throws IOException {
        Path path = run.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    private Path kept() {
        return keeper.folder().orElseThrow();
    }

    @Test
    void whatIsNewChangedAndGoneIsSoAtTheDriverAsWell() throws IOException {
        write("experiment.yaml", "seed: 1");
        write("checkpoints/one", "1111");
        write("checkpoints/.lock", "");
        SortedMap<String, FolderState.Stamp> known = courier(0).keep(run, Map.of());
        assertThat(kept()).isEqualTo(dir.resolve("runs").resolve("20261130-digits"));
        assertThat(kept().resolve("checkpoints/one")).hasContent("1111");
        assertThat(kept().resolve("checkpoints/.lock")).doesNotExist();
        Files.delete(run.resolve("checkpoints/one"));
        write("checkpoints/two", "2222");
        write("experiment.yaml", "seed: 2, and longer");
        courier(0).keep(run, known);
        assertThat(kept().resolve("checkpoints/one")).doesNotExist();
        assertThat(kept().resolve("checkpoints/two")).hasContent("2222");
        assertThat(kept().resolve("experiment.yaml")).hasContent("seed: 2, and longer");
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() throws IOException {
        write("a", "sent");
        FileTime time = FileTime.fromMillis(1_000);
        Files.setLastModifiedTime(run.resolve("a"), time);
        SortedMap<String, FolderState.Stamp> known = courier(0).keep(run, Map.of());
        Files.writeString(kept().resolve("a"), "left alone");
        courier(0).keep(run, known);
        assertThat(kept().resolve("a")).hasContent("left alone");
    }

    @Test
    void aLaterAttemptGetsTheFolderUnderItsName() throws IOException {
        Path elsewhere = Files.createDirectories(dir.resolve("other executor"));
        assertThat(courier(0).fetch(elsewhere)).as("nothing yet").isEmpty();
        write("checkpoints/one", "1111");
        courier(0).keep(run, Map.of());
        Path fetched = courier(1).fetch(elsewhere).orElseThrow();
        assertThat(fetched).isEqualTo(elsewhere.resolve("20261130-digits"));
        assertThat(fetched.resolve("checkpoints/one")).hasContent("1111");
    }

    @Test
    void anAttemptThatIsOverWritesNoMore() throws IOException {
        write("a", "of the first");
        courier(0).keep(run, Map.of());
        courier(1).tell("the second begins");
        write("a", "of the first, later");
        assertThatThrownBy(() -> courier(0).keep(run, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("attempt 1 has begun, this is 0");
        assertThat(kept().resolve("a")).hasContent("of the first");
        assertThat(told).containsExactly("the second begins");
    }

    @Test
    void twoRunsOfOneNameDoNotMix() throws IOException {
        Files.createDirectories(dir.resolve("runs/20261130-digits"));
        write("a", "mine");
        courier(0).keep(run, Map.of());
        assertThat(kept()).isEqualTo(dir.resolve("runs").resolve("20261130-digits-2"));
    }

    @Test
    void theFirstFailureOfTheNewestAttemptCountsUnlessOneLasts() throws IOException {
        courier(0).fail(1, "a rank was lost", false);
        courier(0).fail(0, "so this one ends", false);
        assertThat(reason()).isEqualTo("a rank was lost");
        courier(1).fail(1, "the disk is full", false);
        assertThat(reason()).isEqualTo("the disk is full");
        assertThat(givenUp).hasValue(0);
        courier(1).fail(1, "the loss is NaN", true);
        courier(2).fail(1, "a rank was lost", false);
        assertThat(reason()).isEqualTo("the loss is NaN");
        assertThat(givenUp).hasValue(1);
    }

    /** Rank 0 notes in the folder why training has failed, and may do so a moment after another rank has told. */
    @Test
    void theFolderIsWaitedForOnceMoreWhereAnotherRankWasFirst() throws Exception {
        write("a", "begun");
        courier(0).keep(run, Map.of());
        courier(0).fail(1, "the loss is NaN", true);
        Thread last = new Thread(() -> {
            try {
                write("a", "failed, for a long time");
                courier(0).keep(run, Map.of());
            } catch (IOException e) {
                told.add(String.valueOf(e.getMessage()));
            }
        });
        last.start();
        keeper.awaitLast(Duration.ofMinutes(1));
        assertThat(kept().resolve("a")).hasContent("failed, for a long time");
        last.join();
        assertThat(told).isEmpty();
    }

    private String reason() {
        return keeper.failure().orElseThrow().reason();
    }

    /** Sends a request of one's own making. */
    private void send(String secret, String path) throws IOException {
        Courier way = courier(0);
        try (Socket socket = new Socket(way.host(), way.port());
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                DataInputStream in = new DataInputStream(socket.getInputStream())) {
            out.writeUTF(secret);
            out.writeInt(0);
            out.writeUTF("KEEP");
            assertThat(in.readUTF()).isEmpty();
            out.writeUTF("20261130-digits");
            out.writeInt(1);
            out.writeUTF(path);
            out.writeLong(4);
            out.write(new byte[4]);
            String complaint = in.readUTF();
            if (!complaint.isEmpty()) {
                throw new IOException(complaint);
            }
        }
    }

    @Test
    void whoDoesNotKnowTheSecretIsNotAnswered() throws IOException {
        assertThatThrownBy(() -> send("guessed", "a")).isInstanceOf(IOException.class);
        assertThat(keeper.folder()).isEmpty();
        send(courier(0).secret(), "a");
        assertThat(kept().resolve("a")).hasSize(4);
    }

    @Test
    void noFileIsWrittenOutsideOfTheRun() {
        for (String path :
                List.of("../escaped", "a/../../escaped", dir.resolve("escaped").toString(), "")) {
            assertThatThrownBy(() -> send(courier(0).secret(), path))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("expected a file within the folder");
        }
        assertThat(dir.resolve("escaped")).doesNotExist();
        assertThat(dir.resolve("runs/escaped")).doesNotExist();
    }

    @Test
    void aDriverThatIsGoneIsToldInOneLine() throws IOException {
        Courier way = courier(0);
        keeper.close();
        assertThatThrownBy(() -> way.tell("anybody there?"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the driver at 127.0.0.1:" + way.port() + " does not answer as expected")
                .message()
                .hasLineCount(1);
    }
}
