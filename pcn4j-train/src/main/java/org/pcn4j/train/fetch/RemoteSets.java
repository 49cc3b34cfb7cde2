package org.pcn4j.train.fetch;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The data sets that can be fetched: where they are published, and their sizes and SHA-256 checksums as TensorFlow
 * Datasets and, for the names, PyTorch's tutorials publish them. Immutable; safe for use by several threads.
 */
public final class RemoteSets {
    /** The files of MNIST and of all sets in its format. */
    private static final List<String> IDX_FILES = List.of(
            "train-images-idx3-ubyte.gz",
            "train-labels-idx1-ubyte.gz",
            "t10k-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz");

    private static final List<RemoteSet> SETS =
            List.of(mnist(), fashionMnist(), kmnist(), cifar10(), cifar100(), names(), tinyShakespeare());

    private RemoteSets() {}

    /** Returns all sets: mnist, fashion-mnist, kmnist, cifar10, cifar100, names, tinyshakespeare. */
    public static List<RemoteSet> all() {
        return SETS;
    }

    /** Returns the set of a name, if there is one. */
    public static Optional<RemoteSet> find(String name) {
        return SETS.stream().filter(set -> set.name().equals(name)).findFirst();
    }

    private static RemoteSet mnist() {
        List<String> homes = List.of(
                "https://ossci-datasets.s3.amazonaws.com/mnist/",
                "https://storage.googleapis.com/cvdf-datasets/mnist/");
        return idx(
                "mnist",
                "handwritten digits",
                homes,
                List.of(
                        new Content(9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
                        new Content(28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
                        new Content(1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
                        new Content(4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")));
    }

    private static RemoteSet fashionMnist() {
        List<String> homes = List.of(
                "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/");
        return idx(
                "fashion-mnist",
                "clothes",
                homes,
                List.of(
                        new Content(26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
                        new Content(29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
                        new Content(4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
                        new Content(5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")));
    }

    private static RemoteSet kmnist() {
        // One host by two protocols: the checksum is what makes the second as good as the first.
        List<String> homes = List.of(
                "https://codh.rois.ac.jp/kmnist/dataset/kmnist/", "http://codh.rois.ac.jp/kmnist/dataset/kmnist/");
        return idx(
                "kmnist",
                "cursive Japanese",
                homes,
                List.of(
                        new Content(18_165_135, "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"),
                        new Content(29_497, "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
                        new Content(3_041_136, "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"),
                        new Content(5_120, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c")));
    }

    private static RemoteSet cifar10() {
        return new RemoteSet(
                "cifar10",
                "photographs, 10 classes",
                List.of(file(
                        "cifar-10-binary.tar.gz",
                        170_052_171,
                        "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                        List.of("https://www.cs.toronto.edu/~kriz/"))));
    }

    private static RemoteSet cifar100() {
        return new RemoteSet(
                "cifar100",
                "photographs, 100 classes",
                List.of(file(
                        "cifar-100-binary.tar.gz",
                        168_513_733,
                        "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
                        List.of("https://www.cs.toronto.edu/~kriz/"))));
    }

    private static RemoteSet names() {
        return new RemoteSet(
                "names",
                "surnames by language",
                List.of(file(
                        "data.zip",
                        2_882_130,
                        "fb317e80248faeb62dc25ef3390ae24ca34b94e276bbc5141fd8862c2200bff5",
                        List.of("https://download.pytorch.org/tutorial/"))));
    }

    private static RemoteSet tinyShakespeare() {
        // The second place calls the same file by another name.
        return new RemoteSet(
                "tinyshakespeare",
                "Shakespeare's plays",
                List.of(new RemoteFile(
                        "input.txt",
                        OptionalLong.of(1_115_394),
                        Checksum.sha256("86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"),
                        Stream.of(
                                        "karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
                                        "jcjohnson/torch-rnn/master/data/tiny-shakespeare.txt")
                                .map(path -> URI.create("https://raw.githubusercontent.com/" + path))
                                .toList())));
    }

    /** What a file's bytes are known by. */
    private record Content(long size, String sha256) {}

    /**
     * A set in MNIST's format.
     *
     * @param contents of its four files
     */
    private static RemoteSet idx(String name, String holds, List<String> homes, List<Content> contents) {
        List<RemoteFile> files = new ArrayList<>();
        for (int i = 0; i < IDX_FILES.size(); i++) {
            files.add(file(
                    IDX_FILES.get(i), contents.get(i).size(), contents.get(i).sha256(), homes));
        }
        return new RemoteSet(name, holds, files);
    }

    private static RemoteFile file(String name, long size, String sha256, List<String> homes) {
        return new RemoteFile(
                name,
                OptionalLong.of(size),
                Checksum.sha256(sha256),
                homes.stream().map(home -> URI.create(home + name)).toList());
    }
}
