package org.pcn4j.train.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class DownloadTest {
    private static final byte[] CONTENT = content(100_000);
    private static final byte[] WRONG = wrong(CONTENT);
    private static final Duration SHORT = Duration.ofMillis(300);
    // Longer than any answer of a mirror that answers takes, however busy the machine is.
    private static final Duration LONG = Duration.ofSeconds(20);
    // A pause that no test lives to see: what passes with it did not wait.
    private static final Duration FOR_EVER = Duration.ofDays(1);

    @TempDir
    Path dir;

    private final List<TestMirror> mirrors = new ArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<Long> progress = new CopyOnWriteArrayList<>();
    private final AtomicReference<OptionalLong> total = new AtomicReference<>(OptionalLong.empty());

    @AfterEach
    void closeMirrors() {
        mirrors.forEach(TestMirror::close);
    }

    @Test
    void aFileArrivesWholeAndNothingElseStays() throws Exception {
        TestMirror mirror = mirror(TestMirror.gives(CONTENT));

        Path path = hasty().fetch(file(mirror.uri()), dir.resolve("some/folder"));

        assertThat(path).isEqualTo(dir.resolve("some/folder/file.bin")).hasBinaryContent(CONTENT);
        assertThat(names(dir.resolve("some/folder"))).containsExactlyInAnyOrder("file.bin", ".lock");
        assertThat(mirror.ranges()).containsExactly("");
        assertThat(failures).isEmpty();
    }

    @Test
    void progressGoesUpToTheSize() throws Exception {
        hasty().fetch(file(mirror(TestMirror.gives(CONTENT)).uri()), dir);

        assertThat(progress).isSorted().endsWith((long) CONTENT.length);
        assertThat(total.get()).hasValue(CONTENT.length);
    }

    @Test
    void aSizeNobodyKnowsIsNotNeeded() throws Exception {
        TestMirror mirror = mirror(TestMirror.endsAfter(CONTENT.length, CONTENT));

        Path path = hasty().fetch(unsized(mirror.uri()), dir);

        assertThat(path).hasBinaryContent(CONTENT);
        assertThat(total.get()).isEmpty();
    }

    @Test
    void aSizeThatTheMirrorAloneKnowsIsTold() throws Exception {
        hasty().fetch(unsized(mirror(TestMirror.gives(CONTENT)).uri()), dir);

        assertThat(total.get()).hasValue(CONTENT.length);
    }

    @Test
    void anMd5WillDo() throws Exception {
        byte[] abc = {'a', 'b', 'c'};
        RemoteFile file = new RemoteFile(
                "abc",
                OptionalLong.of(3),
                // RFC 1321, section A.5
                Checksum.md5("900150983cd24fb0d6963f7d28e17f72"),
                List.of(mirror(TestMirror.gives(abc)).uri()));

        assertThat(hasty().fetch(file, dir)).hasBinaryContent(abc);
    }

    @Test
    void whatIsThereIsNotAskedForAgain() throws Exception {
        TestMirror mirror = mirror(TestMirror.gives(CONTENT));
        Files.write(dir.resolve("file.bin"), CONTENT);

        hasty().fetch(file(mirror.uri()), dir);

        assertThat(mirror.ranges()).isEmpty();
    }

    @Test
    void aDamagedFileIsReplaced() throws Exception {
        Files.write(dir.resolve("file.bin"), WRONG);

        Path path = hasty().fetch(file(mirror(TestMirror.gives(CONTENT)).uri()), dir);

        assertThat(path).hasBinaryContent(CONTENT);
    }

    @Test
    void aDamagedFileStaysUntilThereIsABetterOne() throws Exception {
        Files.write(dir.resolve("file.bin"), WRONG);

        assertFails(file(mirror(TestMirror.answers(404)).uri()), "answered 404");
        assertThat(dir.resolve("file.bin")).hasBinaryContent(WRONG);
    }

    @Test
    void onlyTheRestIsAskedForAfterAnInterruptedDownload() throws Exception {
        part(Arrays.copyOf(CONTENT, 60_000));
        TestMirror mirror = mirror(TestMirror.gives(CONTENT));

        Path path = hasty().fetch(file(mirror.uri()), dir);

        assertThat(path).hasBinaryContent(CONTENT);
        assertThat(mirror.ranges()).containsExactly("bytes=60000-");
        assertThat(progress).allMatch(bytes -> bytes > 60_000);
    }

    @Test
    void aMirrorThatIgnoresTheRangeIsReadFromTheStart() throws Exception {
        part(Arrays.copyOf(CONTENT, 60_000));
        TestMirror mirror = mirror(TestMirror.givesTheWholeWhateverIsAskedFor(CONTENT));

        Path path = hasty().fetch(file(mirror.uri()), dir);

        assertThat(path).hasBinaryContent(CONTENT);
        assertThat(mirror.ranges()).containsExactly("bytes=60000-");
    }

    @Test
    void aWholePartIsCheckedAndNothingAskedFor() throws Exception {
        part(CONTENT);
        TestMirror mirror = mirror(TestMirror.gives(CONTENT));

        assertThat(hasty().fetch(file(mirror.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(mirror.ranges()).isEmpty();
    }

    @Test
    void aWholePartOfUnknownSizeIsKnownByTheRangeBeyondTheEnd() throws Exception {
        part(CONTENT);
        TestMirror mirror = mirror(TestMirror.gives(CONTENT));

        assertThat(hasty().fetch(unsized(mirror.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(mirror.ranges()).containsExactly("bytes=100000-");
    }

    @Test
    void aPartThatIsTooLongIsFetchedAnew() throws Exception {
        part(Arrays.copyOf(CONTENT, 100_001));
        TestMirror sized = mirror(TestMirror.gives(CONTENT));

        assertThat(hasty().fetch(file(sized.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(sized.ranges()).containsExactly("");
    }

    @Test
    void aPartThatIsTooLongForAnUnknownSizeIsFetchedAnew() throws Exception {
        part(Arrays.copyOf(CONTENT, 100_001));
        TestMirror mirror = mirror(TestMirror.gives(CONTENT));

        assertThat(hasty().fetch(unsized(mirror.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(mirror.ranges()).containsExactly("bytes=100001-", "");
    }

    @Test
    void aRangeOtherThanTheOneAskedForIsNotTaken() throws Exception {
        part(Arrays.copyOf(CONTENT, 60_000));
        TestMirror mirror = mirror(TestMirror.answersRange("bytes 0-99999/100000", CONTENT), TestMirror.gives(CONTENT));

        assertThat(hasty().fetch(file(mirror.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(mirror.ranges()).containsExactly("bytes=60000-", "");
    }

    @Test
    void aRangeOfAnotherWholeIsRefusedAndThePartStays() throws Exception {
        part(Arrays.copyOf(CONTENT, 60_000));
        TestMirror other = mirror(TestMirror.answersRange("bytes 60000-60000/60001", new byte[1]));
        TestMirror good = mirror(TestMirror.gives(CONTENT));

        assertThat(hasty().fetch(file(other.uri(), good.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(failures).containsExactly("expected 100000 bytes, found 60001");
        assertThat(good.ranges()).containsExactly("bytes=60000-");
    }

    @Test
    void aRedirectIsFollowedWithTheRange() throws Exception {
        part(Arrays.copyOf(CONTENT, 60_000));
        TestMirror home = mirror(TestMirror.gives(CONTENT));
        TestMirror sign = mirror(TestMirror.redirectsTo(home.uri("elsewhere")));

        assertThat(hasty().fetch(file(sign.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(home.ranges()).containsExactly("bytes=60000-");
    }

    @Test
    void aCircleOfRedirectsIsLeft() throws Exception {
        TestMirror[] self = new TestMirror[1];
        self[0] = mirror(exchange -> TestMirror.redirectsTo(self[0].uri()).give(exchange));

        assertFails(file(self[0].uri()), "file.bin: answered 302");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 501})
    void whoeverDoesNotHaveItIsPassedOverAtOnce(int status) throws Exception {
        TestMirror without = mirror(TestMirror.answers(status));
        TestMirror with = mirror(TestMirror.gives(CONTENT));

        assertThat(hasty().fetch(file(without.uri(), with.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(without.ranges()).hasSize(1);
        assertThat(failures).containsExactly("answered " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
    void whoeverIsBusyIsAskedAgain(int status) throws Exception {
        TestMirror mirror = mirror(TestMirror.answers(status), TestMirror.answers(status), TestMirror.gives(CONTENT));

        assertThat(patient(3).fetch(file(mirror.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(mirror.ranges()).hasSize(3);
    }

    @Test
    void aPauseThatAMirrorAsksForStandsInForTheDefaultOne() throws Exception {
        // The default pause would last for ever.
        TestMirror mirror = mirror(TestMirror.answers(503, "0"), TestMirror.gives(CONTENT));

        assertThat(hasty().fetch(file(mirror.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(failures).containsExactly("answered 503");
    }

    @Test
    void aMirrorThatNamesADateFarAwayIsNotAskedAgain() throws Exception {
        TestMirror mirror = mirror(TestMirror.answers(429, "Tue, 01 Jan 2999 00:00:00 GMT"), TestMirror.gives(CONTENT));

        assertFails(file(mirror.uri()), "answered 429 and asks for a pause of ");
        assertThat(mirror.ranges()).hasSize(1);
    }

    @Test
    void aDateThatHasPassedIsNoPause() throws Exception {
        TestMirror mirror = mirror(TestMirror.answers(503, "Sun, 06 Nov 1994 08:49:37 GMT"), TestMirror.gives(CONTENT));

        assertThat(hasty().fetch(file(mirror.uri()), dir)).hasBinaryContent(CONTENT);
    }

    @Test
    void aMirrorThatAsksForALongPauseIsNotAskedAgain() throws Exception {
        TestMirror busy = mirror(TestMirror.answers(503, "61"));
        TestMirror other = mirror(TestMirror.answers(503), TestMirror.answers(503), TestMirror.gives(CONTENT));

        assertThat(patient(3).fetch(file(busy.uri(), other.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(busy.ranges()).hasSize(1);
    }

    @Test
    void anotherMirrorIsAskedAgainWhileOneAsksToBeLeftAlone() throws Exception {
        TestMirror busy = mirror(TestMirror.answers(503, "60"));
        TestMirror other = mirror(TestMirror.answers(503), TestMirror.gives(CONTENT));

        assertThat(patient(3).fetch(file(busy.uri(), other.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(busy.ranges()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1", "1.5", "9999999999", ""})
    void aPauseThatCannotBeReadIsTheDefaultOne(String pause) throws Exception {
        TestMirror mirror = mirror(TestMirror.answers(503, pause), TestMirror.gives(CONTENT));

        assertThat(patient(2).fetch(file(mirror.uri()), dir)).hasBinaryContent(CONTENT);
    }

    @Test
    void mirrorsAreAskedInTheirOrder() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        List<URI> places = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            places.add(mirror(exchange -> {
                        order.add(name);
                        (order.size() < 6 ? TestMirror.answers(503) : TestMirror.gives(CONTENT)).give(exchange);
                    })
                    .uri());
        }

        assertThat(patient(2).fetch(file(places.toArray(new URI[0])), dir)).hasBinaryContent(CONTENT);
        assertThat(order).containsExactly("a", "b", "c", "a", "b", "c");
    }

    @Test
    void noPauseIsMadeBeforeAnotherMirrorIsAsked() throws Exception {
        TestMirror busy = mirror(TestMirror.answers(503));
        TestMirror with = mirror(TestMirror.gives(CONTENT));

        assertThat(hasty().fetch(file(busy.uri(), with.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(busy.ranges()).hasSize(1);
    }

    @Test
    void onlyThoseThatMayYetHaveItAreAskedAgain() throws Exception {
        TestMirror busy = mirror(TestMirror.answers(503));
        TestMirror without = mirror(TestMirror.answers(404));

        assertThatThrownBy(() -> patient(3).fetch(file(busy.uri(), without.uri()), dir))
                .isInstanceOf(FetchException.class);
        assertThat(busy.ranges()).hasSize(3);
        assertThat(without.ranges()).hasSize(1);
    }

    @Test
    void pausesGrow() {
        Patience patience = new Patience(LONG, LONG, 9, Duration.ofSeconds(1));

        assertThat(Stream.of(1, 2, 3, 6, 7, 1000).map(patience::pauseAfter).map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 32L, 32L, 32L);
    }

    @Test
    void whoeverFallsSilentIsLeftAndTheNextGoesOnFromThere() throws Exception {
        TestMirror silent = add(TestMirror.thatStallsAfter(40_000, CONTENT));
        TestMirror with = mirror(TestMirror.gives(CONTENT));

        assertThat(brisk().fetch(file(silent.uri(), with.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(with.ranges()).containsExactly("bytes=40000-");
        assertThat(failures).containsExactly("40000 of 100000 bytes, then nothing for 300 ms");
    }

    @Test
    void whoeverNeverAnswersIsLeft() throws Exception {
        TestMirror silent = add(TestMirror.thatNeverAnswers());
        TestMirror with = mirror(TestMirror.gives(CONTENT));

        assertThat(brisk().fetch(file(silent.uri(), with.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(failures).containsExactly("no answer within 600 ms");
    }

    @Test
    void aSlowMirrorThatKeepsSendingIsNoSilentOne() throws Exception {
        // Ten pieces in 1.2 seconds, more than a silence may last.
        TestMirror slow = mirror(exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            for (int i = 0; i < 10; i++) {
                exchange.getResponseBody().write(CONTENT, 10_000 * i, 10_000);
                exchange.getResponseBody().flush();
                Thread.sleep(120);
            }
        });
        Duration second = Duration.ofSeconds(1);
        Download download = new Download(new Patience(second, second, 1, FOR_EVER), listener(), Proxies.NONE);

        assertThat(download.fetch(file(slow.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(failures).isEmpty();
    }

    @Test
    void aBrokenConnectionIsTakenUpWhereItBroke() throws Exception {
        TestMirror mirror = mirror(TestMirror.breaksAfter(30_000, CONTENT));

        // Three times in a row it breaks, but each time with more than before; only what brings nothing counts.
        assertThat(patient(1).fetch(file(mirror.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(mirror.ranges()).containsExactly("", "bytes=30000-", "bytes=60000-", "bytes=90000-");
        assertThat(failures)
                .containsExactly(
                        "30000 of 100000 bytes, then the connection was lost",
                        "60000 of 100000 bytes, then the connection was lost",
                        "90000 of 100000 bytes, then the connection was lost");
    }

    @Test
    void aConnectionThatAlwaysBreaksAtOnePlaceIsGivenUp() throws Exception {
        TestMirror mirror = mirror(exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 30_000);
            exchange.getResponseBody().flush();
        });

        assertThatThrownBy(() -> patient(2).fetch(file(mirror.uri()), dir)).isInstanceOf(FetchException.class);
        // One that brought something and two that did not.
        assertThat(mirror.ranges()).containsExactly("", "bytes=30000-", "bytes=30000-");
        assertThat(dir.resolve("file.bin.part")).hasSize(30_000);
    }

    @Test
    void anEndBeforeTheSizeIsABreak() throws Exception {
        TestMirror mirror = mirror(TestMirror.endsAfter(30_000, CONTENT), TestMirror.gives(CONTENT));

        assertThat(patient(1).fetch(file(mirror.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(failures).containsExactly("30000 of 100000 bytes, then the end");
    }

    @Test
    void anotherSizeIsRefusedBeforeItIsRead() throws Exception {
        TestMirror other = mirror(TestMirror.gives(Arrays.copyOf(CONTENT, 99_999)));

        assertFails(file(other.uri()), "expected 100000 bytes, found 99999");
        assertThat(progress).isEmpty();
    }

    @Test
    void whatDoesNotEndIsRefused() throws Exception {
        TestMirror longer = mirror(TestMirror.endsAfter(200_000, Arrays.copyOf(CONTENT, 200_000)));

        assertFails(file(longer.uri()), "expected 100000 bytes, found more");
        assertThat(names(dir)).containsExactly(".lock");
    }

    @Test
    void aWrongByteIsNoticedAndTheNextMirrorAskedForTheWhole() throws Exception {
        TestMirror damaged = mirror(TestMirror.gives(WRONG));
        TestMirror good = mirror(TestMirror.gives(CONTENT));

        assertThat(hasty().fetch(file(damaged.uri(), good.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(damaged.ranges()).hasSize(1);
        assertThat(good.ranges()).containsExactly("");
        assertThat(failures)
                .containsExactly(String.format(Locale.ROOT, "expected %s, found %s", sum(CONTENT), sum(WRONG)));
    }

    @Test
    void nothingOfAFileWithAWrongByteStays() throws Exception {
        assertFails(
                file(mirror(TestMirror.gives(WRONG)).uri()),
                String.format(Locale.ROOT, "expected %s, found", sum(CONTENT)));
        assertThat(names(dir)).containsExactly(".lock");
    }

    @Test
    void aMirrorIsNotBlamedForADamagedPart() throws Exception {
        part(Arrays.copyOf(WRONG, 60_000));
        TestMirror good = mirror(TestMirror.gives(CONTENT));

        assertThat(hasty().fetch(file(good.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(good.ranges()).containsExactly("bytes=60000-", "");
    }

    @Test
    void aWholeButDamagedPartIsFetchedAnew() throws Exception {
        part(WRONG);
        TestMirror good = mirror(TestMirror.gives(CONTENT));

        assertThat(hasty().fetch(file(good.uri()), dir)).hasBinaryContent(CONTENT);
        assertThat(good.ranges()).containsExactly("");
    }

    @Test
    void whenAllFailOneLineSaysWhatEachDid() throws Exception {
        URI without = mirror(TestMirror.answers(404)).uri();
        URI busy = mirror(TestMirror.answers(503)).uri();
        URI silent = add(TestMirror.thatNeverAnswers()).uri();
        URI damaged = mirror(TestMirror.gives(WRONG)).uri();
        URI nobody = nobody();

        assertThatThrownBy(() -> brisk().fetch(file(without, busy, silent, damaged, nobody), dir))
                .isInstanceOf(FetchException.class)
                .hasMessage(String.format(
                        Locale.ROOT,
                        "cannot fetch file.bin: %s: answered 404; %s: answered 503; %s: no answer within 600 ms; "
                                + "%s: expected %s, found %s; %s: no connection",
                        without,
                        busy,
                        silent,
                        damaged,
                        sum(CONTENT),
                        sum(WRONG),
                        nobody));
    }

    @Test
    void aHostThatDoesNotExistIsSaidToBeUnknown() throws Exception {
        // No part of a name may have more than 63 characters (RFC 1035, section 2.3.4), so no server is asked for it.
        URI nowhere = URI.create(String.format(Locale.ROOT, "http://%s.invalid/file.bin", "x".repeat(64)));

        assertThatThrownBy(() -> patient(1).fetch(file(nowhere), dir))
                .isInstanceOf(FetchException.class)
                .hasMessage("cannot fetch file.bin: %s: host not found", nowhere);
    }

    @Test
    void anInterruptEndsItAtOnceAndKeepsWhatHasArrived() throws Exception {
        TestMirror silent = add(TestMirror.thatStallsAfter(40_000, CONTENT));
        CountDownLatch begun = new CountDownLatch(1);
        Patience endless = new Patience(FOR_EVER, FOR_EVER, 1, FOR_EVER);
        Download download = new Download(endless, (file, bytes, size) -> {
            if (bytes == 40_000) {
                begun.countDown();
            }
        });
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                download.fetch(file(silent.uri()), dir);
            } catch (InterruptedException | RuntimeException e) {
                thrown.complete(e);
            }
        });

        thread.start();
        begun.await();
        thread.interrupt();

        assertThat(thrown.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        thread.join();
        assertThat(dir.resolve("file.bin.part")).hasBinaryContent(Arrays.copyOf(CONTENT, 40_000));
    }

    @Test
    void anInterruptedThreadDoesNotBegin() throws Exception {
        TestMirror mirror = mirror(TestMirror.gives(CONTENT));

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> hasty().fetch(file(mirror.uri()), dir)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(dir.resolve("file.bin")).doesNotExist();
    }

    @Test
    void whatAListenerThrowsReachesTheCaller() throws Exception {
        IllegalStateException enough = new IllegalStateException("enough");
        Download download = new Download(new Patience(LONG, LONG, 1, FOR_EVER), (file, bytes, size) -> {
            throw enough;
        });

        assertThatThrownBy(() ->
                        download.fetch(file(mirror(TestMirror.gives(CONTENT)).uri()), dir))
                .isSameAs(enough);
    }

    @Test
    void ofSeveralThatFetchTheSameOneDoesAndTheOthersWait() throws Exception {
        TestMirror slow = mirror(exchange -> {
            Thread.sleep(100);
            TestMirror.gives(CONTENT).give(exchange);
        });
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Path>> paths = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                paths.add(threads.submit(() -> hasty().fetch(file(slow.uri()), dir)));
            }
            for (Future<Path> path : paths) {
                assertThat(path.get()).hasBinaryContent(CONTENT);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(slow.ranges()).hasSize(1);
    }

    @Test
    void anotherProcessThatFetchesIsWaitedFor() throws Exception {
        TestMirror mirror = mirror(TestMirror.gives(CONTENT));
        CountDownLatch waiting = new CountDownLatch(1);
        Download download = new Download(new Patience(LONG, LONG, 1, FOR_EVER), new FetchListener() {
            @Override
            public void progress(RemoteFile file, long bytes, OptionalLong size) {}

            @Override
            public void waiting(RemoteFile file, Path folder) {
                waiting.countDown();
            }
        });
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        dir.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            // It says that it holds the lock, and holds it until its input ends.
            assertThat(other.getInputStream().read()).isEqualTo('!');
            Future<Path> path = threads.submit(() -> download.fetch(file(mirror.uri()), dir));
            waiting.await();
            assertThat(mirror.ranges()).isEmpty();

            other.getOutputStream().close();

            assertThat(path.get()).hasBinaryContent(CONTENT);
        } finally {
            other.destroyForcibly();
            threads.shutdownNow();
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Path occupied = Files.write(dir.resolve("occupied"), new byte[1]);

        assertThatThrownBy(() -> hasty().fetch(file(nobody()), occupied))
                .isInstanceOf(FetchException.class)
                .hasMessageStartingWith("cannot write into " + occupied + ": ")
                .hasMessageNotContainingAny("\n", "\r");
    }

    /** Does not live to see a second round. */
    private Download hasty() {
        return new Download(new Patience(LONG, LONG, 2, FOR_EVER), listener(), Proxies.NONE);
    }

    /** Goes round so often, without much of a pause. */
    private Download patient(int rounds) {
        return new Download(new Patience(LONG, LONG, rounds, Duration.ofMillis(1)), listener(), Proxies.NONE);
    }

    /** Leaves whoever is silent for a short time. */
    private Download brisk() {
        return new Download(new Patience(SHORT, SHORT, 1, FOR_EVER), listener(), Proxies.NONE);
    }

    private FetchListener listener() {
        return new FetchListener() {
            @Override
            public void progress(RemoteFile file, long bytes, OptionalLong size) {
                progress.add(bytes);
                total.set(size);
            }

            @Override
            public void failed(RemoteFile file, URI mirror, String why) {
                failures.add(why);
            }
        };
    }

    private void assertFails(RemoteFile file, String why) {
        assertThatThrownBy(() -> hasty().fetch(file, dir))
                .isInstanceOf(FetchException.class)
                .hasMessageStartingWith("cannot fetch file.bin: ")
                .hasMessageContaining(why)
                .hasMessageNotContainingAny("\n", "\r");
    }

    private TestMirror mirror(TestMirror.Answer... answers) throws IOException {
        return add(TestMirror.that(answers));
    }

    private TestMirror add(TestMirror mirror) {
        mirrors.add(mirror);
        return mirror;
    }

    private void part(byte[] bytes) throws IOException {
        Files.write(dir.resolve("file.bin.part"), bytes);
    }

    private static URI nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create(String.format(Locale.ROOT, "http://127.0.0.1:%d/file.bin", socket.getLocalPort()));
        }
    }

    private static RemoteFile file(URI... mirrors) {
        return new RemoteFile("file.bin", OptionalLong.of(CONTENT.length), sum(CONTENT), List.of(mirrors));
    }

    private static RemoteFile unsized(URI... mirrors) {
        return new RemoteFile("file.bin", OptionalLong.empty(), sum(CONTENT), List.of(mirrors));
    }

    private static Checksum sum(byte[] content) {
        return Checksum.sha256(
                HexFormat.of().formatHex(Checksum.Algorithm.SHA_256.start().digest(content)));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(1).nextBytes(content);
        return content;
    }

    private static byte[] wrong(byte[] content) {
        byte[] wrong = content.clone();
        wrong[1234] ^= 1;
        return wrong;
    }
}
