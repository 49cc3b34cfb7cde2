package org.pcn4j.train.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RemoteSetsTest {
    private static final Checksum SUM = Checksum.md5("900150983cd24fb0d6963f7d28e17f72");
    private static final List<URI> HOME = List.of(URI.create("https://example.org/a"));

    @Test
    void setsAreFoundByTheirNames() {
        assertThat(RemoteSets.all().stream().map(RemoteSet::name))
                .containsExactly("mnist", "fashion-mnist", "kmnist", "cifar10", "cifar100", "names", "tinyshakespeare");
        for (RemoteSet set : RemoteSets.all()) {
            assertThat(RemoteSets.find(set.name())).containsSame(set);
        }
        assertThat(RemoteSets.find("imagenet")).isEmpty();
    }

    @Test
    void setsInMnistsFormatHaveTheFilesThatTheirReaderLooksFor() {
        for (String name : List.of("mnist", "fashion-mnist", "kmnist")) {
            assertThat(RemoteSets.find(name).orElseThrow().files().stream().map(RemoteFile::name))
                    .containsExactly(
                            "train-images-idx3-ubyte.gz",
                            "train-labels-idx1-ubyte.gz",
                            "t10k-images-idx3-ubyte.gz",
                            "t10k-labels-idx1-ubyte.gz");
        }
    }

    @Test
    void everySizeIsKnownAndNoTwoFilesShareAChecksumOrAPlace() {
        Set<Checksum> sums = new HashSet<>();
        Set<URI> places = new HashSet<>();
        for (RemoteSet set : RemoteSets.all()) {
            for (RemoteFile file : set.files()) {
                assertThat(file.size().orElse(0)).as(file.name()).isPositive();
                assertThat(file.checksum().algorithm()).isEqualTo(Checksum.Algorithm.SHA_256);
                assertThat(sums.add(file.checksum()))
                        .as("checksum of " + file.name())
                        .isTrue();
                for (URI mirror : file.mirrors()) {
                    assertThat(places.add(mirror)).as(mirror.toString()).isTrue();
                }
            }
        }
    }

    @Test
    void eachFileIsLookedForInItsSetsHomesInTheirOrder() {
        for (RemoteSet set : RemoteSets.all()) {
            List<String> hosts = hosts(set.files().get(0));
            for (RemoteFile file : set.files()) {
                assertThat(hosts(file)).as(file.name()).isEqualTo(hosts);
            }
        }
        assertThat(hosts(RemoteSets.find("mnist").orElseThrow().files().get(3)))
                .containsExactly("ossci-datasets.s3.amazonaws.com", "storage.googleapis.com");
    }

    private static List<String> hosts(RemoteFile file) {
        return file.mirrors().stream().map(URI::getHost).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "a\nb"})
    void whatASetHoldsIsOneLine(String holds) {
        assertThatThrownBy(() ->
                        new RemoteSet("set", holds, RemoteSets.all().get(0).files()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("what set holds: expected some words of one line, found '");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".part", "a/b", "a\\b", "../a", "a b", "C:a"})
    void aNameThatCouldLeadOutOfTheFolderIsRefused(String name) {
        assertThatThrownBy(() -> new RemoteFile(name, OptionalLong.empty(), SUM, HOME))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found '" + name + "'");
        assertThatThrownBy(() ->
                        new RemoteSet(name, "letters", RemoteSets.all().get(0).files()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found '" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "/a", "file:///a", "ftp://example.org/a", "http:/a"})
    void aMirrorThatIsNotOnTheWebIsRefused(String mirror) {
        assertThatThrownBy(() -> new RemoteFile("a", OptionalLong.empty(), SUM, List.of(URI.create(mirror))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mirror of a: expected an absolute http or https URI, found %s", mirror);
    }

    @Test
    void numbersOutOfRangeAreNamed() {
        assertThatThrownBy(() -> new RemoteFile("a", OptionalLong.of(-1), SUM, HOME))
                .hasMessage("size of a: expected at least 0 bytes, found -1");
        assertThatThrownBy(() -> new RemoteFile("a", OptionalLong.empty(), SUM, List.of()))
                .hasMessage("mirrors of a: expected at least one, found none");
        assertThatThrownBy(() -> new RemoteSet("a", "letters", List.of()))
                .hasMessage("files of a: expected at least one, found none");
        RemoteFile file = new RemoteFile("a", OptionalLong.empty(), SUM, HOME);
        assertThatThrownBy(() -> new RemoteSet("set", "letters", List.of(file, file)))
                .hasMessage("files of set: expected each name once, found a twice");
    }

    @Test
    void aChecksumHasItsDigestsDigitsInLowerCase() {
        assertThat(Checksum.md5("900150983CD24FB0D6963F7D28E17F72")).isEqualTo(SUM);
        assertThat(SUM).hasToString("MD5 900150983cd24fb0d6963f7d28e17f72");
        assertThatThrownBy(() -> Checksum.md5("900150983cd24fb0d6963f7d28e17f7"))
                .hasMessage("MD5: expected 32 hexadecimal digits, found '900150983cd24fb0d6963f7d28e17f7'");
        assertThatThrownBy(() -> Checksum.sha256("x".repeat(64)))
                .hasMessage("SHA-256: expected 64 hexadecimal digits, found '%s'", "x".repeat(64));
    }
}
