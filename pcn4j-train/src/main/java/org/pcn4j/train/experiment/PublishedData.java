package org.pcn4j.train.experiment;

import java.nio.file.Path;
import java.util.Optional;
import org.pcn4j.data.Cifar10;
import org.pcn4j.data.Mnist;
import org.pcn4j.data.Names;
import org.pcn4j.data.Orientation;
import org.pcn4j.data.Qmnist;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/** The data sets that are published. */
public final class PublishedData {
    private PublishedData() {}

    /** The published sets without settings of their own. */
    public enum PublishedSet {
        /** Handwritten digits. */
        MNIST("mnist", "Handwritten digits.", "LeCun et al. 1998"),
        /** Clothes. */
        FASHION_MNIST("fashion-mnist", "Gray images of clothes.", "Xiao, Rasul and Vollgraf 2017, arXiv 1708.07747"),
        /** Cursive Japanese. */
        KMNIST("kmnist", "Cursive Japanese characters.", "Clanuwat et al. 2018, arXiv 1812.01718"),
        /** Handwritten digits with more to test on. */
        QMNIST("qmnist", "MNIST's digits, more to test on.", "Yadav and Bottou 2019, arXiv 1905.10498"),
        /** Small photographs in ten classes. */
        CIFAR10("cifar10", "Small photographs in ten classes.", "Krizhevsky 2009"),
        /** Surnames by language. */
        NAMES("names", "Surnames by language.", "PyTorch's tutorial of character-level recurrent networks");

        private final String label;
        private final String sentence;
        private final String citation;

        PublishedSet(String label, String sentence, String citation) {
            this.label = label;
            this.sentence = sentence;
            this.citation = citation;
        }

        /** Tells whether its files are in the format of MNIST. */
        boolean isInFormatOfMnist() {
            return this != CIFAR10 && this != NAMES;
        }
    }

    /**
     * The files of a published set.
     *
     * @param path where they are, unless it is the data folder or the cache
     * @param orientation how images in the format of MNIST are stored
     */
    public record PublishedFiles(PublishedSet set, Optional<String> path, Orientation orientation)
            implements Source.Published {
        static Entry<PublishedFiles> entry(PublishedSet set) {
            Entry<PublishedFiles> entry = folder(Entry.of(set.label, PublishedFiles.class, set.sentence)
                    .citing(set.citation)
                    .fixed("set", set));
            return set.isInFormatOfMnist()
                    ? oriented(entry, Orientation.UPRIGHT)
                    : entry.fixed("orientation", Orientation.UPRIGHT);
        }

        @Override
        public String called() {
            return set.label;
        }

        @Override
        public LoadedData read(Path folder) {
            return switch (set) {
                case MNIST, FASHION_MNIST, KMNIST -> new LoadedData.Images(Mnist.read(folder, orientation));
                case QMNIST -> new LoadedData.Images(Qmnist.read(folder, orientation));
                case CIFAR10 -> new LoadedData.Images(Cifar10.read(folder));
                case NAMES -> new LoadedData.Labeled(Names.read(folder));
            };
        }
    }

    /**
     * EMNIST.
     *
     * @param split which of its sets
     * @param orientation how its images are stored
     */
    public record Emnist(org.pcn4j.data.Emnist.Part split, Optional<String> path, Orientation orientation)
            implements Source.Published {
        static Entry<Emnist> entry() {
            Entry<Emnist> entry = Entry.of("emnist", Emnist.class, "Handwritten letters and digits.")
                    .key(
                            "split",
                            Kinds.choice("split of EMNIST", org.pcn4j.data.Emnist.Part.class),
                            org.pcn4j.data.Emnist.Part.BALANCED,
                            "Which set.")
                    .citing("Cohen et al. 2017, arXiv 1702.05373");
            return oriented(folder(entry), Orientation.TRANSPOSED);
        }

        @Override
        public String called() {
            return "emnist";
        }

        @Override
        public LoadedData read(Path folder) {
            return new LoadedData.Images(org.pcn4j.data.Emnist.read(folder, split, orientation));
        }
    }

    /** CIFAR-100. */
    public record Cifar100(org.pcn4j.data.Cifar100.Labels labels, Optional<String> path) implements Source.Published {
        static Entry<Cifar100> entry() {
            return folder(Entry.of("cifar100", Cifar100.class, "Small photographs in 100 classes or 20.")
                            .key(
                                    "labels",
                                    Kinds.choice("kind of label", org.pcn4j.data.Cifar100.Labels.class),
                                    org.pcn4j.data.Cifar100.Labels.FINE,
                                    "fine, 100 classes, or coarse, 20."))
                    .citing("Krizhevsky 2009");
        }

        @Override
        public String called() {
            return "cifar100";
        }

        @Override
        public LoadedData read(Path folder) {
            return new LoadedData.Images(org.pcn4j.data.Cifar100.read(folder, labels));
        }
    }

    /**
     * Tiny Shakespeare.
     *
     * @param window characters in a sample
     */
    public record TinyShakespeare(int window, Optional<String> path) implements Source.Published {
        static Entry<TinyShakespeare> entry() {
            return folder(Entry.of(
                                    "tinyshakespeare",
                                    TinyShakespeare.class,
                                    "A million characters of Shakespeare's plays.")
                            .key("window", DataForms.WINDOWS, DataForms.WINDOW, DataForms.WINDOW_MEANING))
                    .citing("Karpathy 2015");
        }

        @Override
        public String called() {
            return "tinyshakespeare";
        }

        @Override
        public LoadedData read(Path folder) {
            return new LoadedData.Characters(org.pcn4j.data.TinyShakespeare.read(folder, window));
        }
    }

    private static <S> Entry<S> folder(Entry<S> entry) {
        return entry.key(
                "path",
                Kinds.orWord(Kinds.text("the path of a folder"), "none"),
                Optional.empty(),
                "The folder of its files, or none for the data folder or the cache.");
    }

    private static <S> Entry<S> oriented(Entry<S> entry, Orientation byDefault) {
        return entry.key(
                "orientation",
                Kinds.choice("orientation", Orientation.class),
                byDefault,
                "How its images are stored: upright, as MNIST's, or transposed, as EMNIST's.");
    }
}
