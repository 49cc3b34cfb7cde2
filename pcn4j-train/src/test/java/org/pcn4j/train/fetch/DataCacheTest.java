package org.pcn4j.train.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class DataCacheTest {
    // FIPS 180-2, appendix B.1
    private static final Checksum ABC =
            Checksum.sha256("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    // RFC 1321, section A.5
    private static final Checksum EMPTY = Checksum.md5("d41d8cd98f00b204e9800998ecf8427e");

    @TempDir
    Path dir;

    @Test
    void onLinuxItIsInTheHomeFoldersCache() {
        assertThat(locate(OperatingSystem.LINUX, Map.of())).isEqualTo(dir.resolve(".cache/pcn4j"));
    }

    @Test
    void onLinuxItFollowsXdg() {
        Path caches = dir.resolve("caches");

        assertThat(locate(OperatingSystem.LINUX, Map.of("XDG_CACHE_HOME", caches.toString())))
                .isEqualTo(caches.resolve("pcn4j"));
    }

    @Test
    void aRelativeXdgPathDoesNotCountAsItsSpecificationSays() {
        assertThat(locate(OperatingSystem.LINUX, Map.of("XDG_CACHE_HOME", "caches")))
                .isEqualTo(dir.resolve(".cache/pcn4j"));
    }

    @Test
    void onMacOsItIsInTheLibraryWhateverXdgSays() {
        assertThat(locate(OperatingSystem.MACOS, Map.of("XDG_CACHE_HOME", dir.toString())))
                .isEqualTo(dir.resolve("Library/Caches/pcn4j"));
    }

    @Test
    void onWindowsItIsInTheLocalApplicationData() {
        Path local = dir.resolve("Local");

        assertThat(locate(OperatingSystem.WINDOWS, Map.of("LOCALAPPDATA", local.toString())))
                .isEqualTo(local.resolve("pcn4j"));
        assertThat(locate(OperatingSystem.WINDOWS, Map.of())).isEqualTo(dir.resolve("AppData/Local/pcn4j"));
    }

    @Test
    void itsOwnVariableComesFirstOnEverySystem() {
        for (OperatingSystem system : OperatingSystem.values()) {
            Map<String, String> environment = Map.of(
                    DataCache.VARIABLE,
                    dir.resolve("own").toString(),
                    "XDG_CACHE_HOME",
                    dir.toString(),
                    "LOCALAPPDATA",
                    dir.toString());

            assertThat(locate(system, environment)).isEqualTo(dir.resolve("own"));
        }
    }

    @Test
    void itsOwnVariableMayBeRelative() {
        assertThat(locate(OperatingSystem.LINUX, Map.of(DataCache.VARIABLE, "own")))
                .isEqualTo(Path.of("own").toAbsolutePath());
    }

    @Test
    void blankVariablesCountAsNotSet() {
        assertThat(locate(OperatingSystem.LINUX, Map.of(DataCache.VARIABLE, " ", "XDG_CACHE_HOME", "")))
                .isEqualTo(dir.resolve(".cache/pcn4j"));
    }

    @Test
    void aVariableThatIsNoPathIsNamed() {
        assertThatThrownBy(() -> locate(OperatingSystem.LINUX, Map.of(DataCache.VARIABLE, "a\0b")))
                .isInstanceOf(FetchException.class)
                .hasMessageStartingWith("PCN4J_CACHE: expected the path of a folder, found 'a");
    }

    @Test
    void systemsAreKnownByJavasNamesOfThem() {
        assertThat(OperatingSystem.named("Linux")).isEqualTo(OperatingSystem.LINUX);
        assertThat(OperatingSystem.named("Mac OS X")).isEqualTo(OperatingSystem.MACOS);
        assertThat(OperatingSystem.named("Darwin")).isEqualTo(OperatingSystem.MACOS);
        assertThat(OperatingSystem.named("Windows 11")).isEqualTo(OperatingSystem.WINDOWS);
        assertThat(OperatingSystem.named("FreeBSD")).isEqualTo(OperatingSystem.LINUX);
    }

    @Test
    void theUsersOwnIsAnAbsoluteFolder() {
        assertThat(DataCache.ofUser().folder()).isAbsolute();
    }

    @Test
    void offlineWhatIsMissingIsNamedWithWhereItIsLookedForAndWhereToGetIt() {
        RemoteSet set = set("http://127.0.0.1:1/");
        DataCache cache = new DataCache(dir);

        assertThatThrownBy(() -> cache.require(set, new Access.Offline()))
                .isInstanceOf(FetchException.class)
                .hasMessage(String.format(
                        Locale.ROOT,
                        "letters is not in the cache: %s lacks abc.txt, empty.txt, and nothing may be fetched "
                                + "offline: pcn4j data fetch letters, or get http://127.0.0.1:1/abc.txt, "
                                + "http://127.0.0.1:1/empty.txt and put them there",
                        dir.resolve("letters")));
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void offlineAFileOfAnotherSizeIsMissing() throws IOException {
        RemoteSet set = set("http://127.0.0.1:1/");
        write("abc.txt", "ab");
        write("empty.txt", "");

        assertThatThrownBy(() -> new DataCache(dir).require(set, new Access.Offline()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("lacks abc.txt (expected 3 bytes, found 2), and")
                .hasMessageEndingWith("get http://127.0.0.1:1/abc.txt and put it there");
    }

    @Test
    void offlineWhatIsThereWillDo() throws Exception {
        write("abc.txt", "abc");
        write("empty.txt", "");

        assertThat(new DataCache(dir).require(set("http://127.0.0.1:1/"), new Access.Offline()))
                .isEqualTo(dir.resolve("letters"));
    }

    @Test
    void onlineOnlyWhatIsMissingIsFetched() throws Exception {
        write("empty.txt", "");
        try (TestMirror mirror = TestMirror.that(TestMirror.gives(bytes("abc")))) {
            DataCache cache = new DataCache(dir);
            RemoteSet set = set(mirror.uri("").toString());

            Path folder = cache.require(set, online());
            cache.require(set, online());

            assertThat(folder).isEqualTo(dir.resolve("letters"));
            assertThat(folder.resolve("abc.txt")).hasContent("abc");
            assertThat(mirror.ranges()).hasSize(1);
        }
    }

    @Test
    void whatCannotBeFetchedIsNamed() throws Exception {
        write("empty.txt", "");
        try (TestMirror mirror = TestMirror.that(TestMirror.answers(404))) {
            assertThatThrownBy(
                            () -> new DataCache(dir).require(set(mirror.uri("").toString()), online()))
                    .isInstanceOf(FetchException.class)
                    .hasMessage("cannot fetch abc.txt: %s: answered 404", mirror.uri("abc.txt"));
        }
    }

    @Test
    void whatHasArrivedIsCountedWithWhatIsNotWholeYet() throws Exception {
        RemoteSet set = set("http://127.0.0.1:1/");
        DataCache cache = new DataCache(dir);
        assertThat(set.size()).hasValue(3);
        assertThat(cache.arrived(set)).isZero();

        write("abc.txt.part", "ab");
        write("empty.txt", "");
        assertThat(cache.arrived(set)).isEqualTo(2);
        assertThat(cache.holds(set)).isFalse();

        write("abc.txt", "abc");
        assertThat(cache.arrived(set)).isEqualTo(3);
        assertThat(cache.holds(set)).isTrue();
    }

    @Test
    void verifyingTellsFineMissingAndDamagedFilesApart() throws Exception {
        RemoteSet set = set("http://127.0.0.1:1/");
        DataCache cache = new DataCache(dir);
        RemoteFile abc = set.files().get(0);
        RemoteFile empty = set.files().get(1);
        Path path = cache.path(set, abc);

        assertThat(cache.verify(set))
                .containsExactly(
                        new FileState.Missing(abc, path), new FileState.Missing(empty, cache.path(set, empty)));

        write("abc.txt", "abc");
        write("empty.txt", "");
        assertThat(cache.verify(set))
                .containsExactly(new FileState.Fine(abc, path), new FileState.Fine(empty, cache.path(set, empty)));

        write("abc.txt", "abcd");
        assertThat(cache.verify(set).get(0)).isEqualTo(new FileState.Damaged(abc, path, "3 bytes", "4 bytes"));
    }

    @Test
    void verifyingFindsAWrongByte() throws Exception {
        RemoteSet set = set("http://127.0.0.1:1/");
        write("abc.txt", "abd");

        FileState state = new DataCache(dir).verify(set).get(0);

        assertThat(state.line())
                .isEqualTo(String.format(
                        Locale.ROOT,
                        "%s: damaged: expected %s, found %s",
                        dir.resolve("letters/abc.txt"),
                        ABC,
                        "SHA-256 a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9"));
    }

    @Test
    void aFolderInAFilesPlaceIsDamage() throws Exception {
        Files.createDirectories(dir.resolve("letters/abc.txt"));

        assertThat(new DataCache(dir).verify(set("http://127.0.0.1:1/")).get(0).line())
                .isEqualTo(dir.resolve("letters/abc.txt") + ": damaged: expected a file, found something else");
    }

    private Path locate(OperatingSystem system, Map<String, String> environment) {
        return DataCache.locate(environment, system, dir).folder();
    }

    private static Access online() {
        Duration second = Duration.ofSeconds(1);
        return new Access.Online(
                new Download(new Patience(second, second, 1, Duration.ZERO), FetchListener.NONE, Proxies.NONE));
    }

    private static RemoteSet set(String home) {
        return new RemoteSet(
                "letters",
                "few letters",
                List.of(
                        new RemoteFile("abc.txt", OptionalLong.of(3), ABC, List.of(URI.create(home + "abc.txt"))),
                        new RemoteFile(
                                "empty.txt", OptionalLong.of(0), EMPTY, List.of(URI.create(home + "empty.txt")))));
    }

    private void write(String name, String content) throws IOException {
        Files.createDirectories(dir.resolve("letters"));
        Files.write(dir.resolve("letters").resolve(name), bytes(content));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
