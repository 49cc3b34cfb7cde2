package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Measured;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;
import org.pcn4j.train.reproduce.Scope;
import org.pcn4j.train.reproduce.Spread;

/** Pinchetti et al. 2025: the PCX benchmark's mlp by seven rules, by the paper's protocol and by another one. */
final class Peers implements Item {
    private static final int BEST = 5;
    private static final int OF = 7;

    private static Map<String, List<PeerSettings>> sets() {
        Map<String, List<PeerSettings>> sets = new LinkedHashMap<>();
        sets.put("mnist", PeerSettings.ofMnist());
        sets.put("fashion-mnist", PeerSettings.ofFashionMnist());
        return sets;
    }

    @Override
    public String name() {
        return "peers";
    }

    @Override
    public String sentence() {
        return "The PCX benchmark's mlp by seven rules: accuracies by its protocol, and by one that does not choose by the test.";
    }

    @Override
    public String paper() {
        return "Pinchetti et al. 2025, arXiv 2407.01163";
    }

    @Override
    public List<String> data() {
        return List.of("mnist", "fashion-mnist");
    }

    @Override
    public List<String> concludedFrom() {
        return List.of("mnist");
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        String size = scope.of(
                "batch=20 epochs=2 data.train=80 data.test=20",
                "batch=128 epochs=5 data.train=25600 data.test=5000",
                "batch=128 epochs=25");
        sets().forEach((set, peers) -> {
            String data = scope.data(set);
            for (PeerSettings peer : peers) {
                for (long seed : scope.seeds(scope.of(1, 3, OF))) {
                    cases.add(peer.trained("set", set, data, "0.1", size, seed));
                }
            }
        });
        return cases;
    }

    /** Returns the best epoch's number of a case, or NaN if there is none. */
    private static double best(List<Double> epochs) {
        return epochs.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    /** Returns the number of seeds of which the paper's protocol keeps the best: five of seven, and as many of others. */
    static int kept(int seeds) {
        return Math.max(1, Math.round((float) seeds * BEST / OF));
    }

    /** The paper's protocol: each seed's best test epoch, and of the seeds the best. */
    static Spread byTest(Findings of) {
        List<Double> all = new ArrayList<>(
                of.cases().stream().map(each -> best(row(each, "test"))).toList());
        all.sort((a, b) -> Double.compare(b, a));
        return Spread.of(all.subList(0, Math.min(all.size(), kept(all.size()))));
    }

    /** The other one: of every seed the test accuracy after the epoch that is best by the samples held back. */
    static Spread byValidation(Findings of) {
        return Spread.of(of.cases().stream()
                .map(each -> {
                    List<Double> held = row(each, "validation");
                    int epoch = held.indexOf(best(held));
                    return epoch < 0 ? Double.NaN : row(each, "test").get(epoch);
                })
                .toList());
    }

    private static List<Double> row(Measured of, String name) {
        return of.numbers().getOrDefault(name, List.of());
    }

    @Override
    public void tell(Findings findings, Page page) {
        page.paragraph("An mlp 784-128-128-128-10 by the benchmark's settings: inputs from −1 to 1, batches of "
                + Experiments.read(findings).batch() + ", AdamW whose rate"
                + " rises to 1.1 times itself over a tenth of all updates and falls by a cosine to a tenth. PC-SE and PC-CE are `il`"
                + " with a squared error and a cross-entropy, iPC is `ipc` that learns at T times, PN, NN and CN are `pn`, `nn` and"
                + " `cn`, BP-SE is `bp`.");
        page.paragraph(
                "**The paper's protocol** keeps of each seed the best epoch *by the test samples*, and of seven seeds the best"
                        + " five. **The other one** holds a tenth of the training samples back, keeps of each seed the epoch that is best by"
                        + " *those*, and leaves no seed out. The last column chooses nothing at all.");
        page.paragraph(
                "**The published accuracies** were not read in the paper: take them as unconfirmed. Five cells of the benchmark's table"
                        + " are supported by other accounts: iPC on MNIST, CN on CIFAR-10, CN and PC-CE on CIFAR-100, NN on Tiny ImageNet."
                        + " Only the first of them is on this page.");
        for (String set : findings.values("set")) {
            Findings of = findings.with("set", set);
            String data = String.join(", ", of.values("data"));
            boolean own = data.equals(set);
            page.heading(own ? set : set + ": " + data + " in its place");
            List<List<String>> rows = new ArrayList<>();
            Map<String, List<Double>> curves = new LinkedHashMap<>();
            for (PeerSettings peer : sets().getOrDefault(set, List.of())) {
                Findings at = of.with("of", peer.name());
                curves.put(peer.name(), at.row("test"));
                rows.add(List.of(
                        peer.name(),
                        own ? peer.published() : "–",
                        byTest(at).text(),
                        byValidation(at).text(),
                        at.of("last").text()));
            }
            int seeds = of.with("of", "BP-SE").cases().size();
            int epochs = curves.values().stream().mapToInt(List::size).max().orElse(0);
            page.paragraph(
                    own
                            ? String.format(
                                    Locale.ROOT,
                                    "Test accuracy in percent by %d seeds and %d epochs; published by 7 and 25.",
                                    seeds,
                                    epochs)
                            : "The published data are not here. Generated ones show the protocols at work; nothing published compares.");
            page.table(
                    List.of(
                            "",
                            "published, unconfirmed",
                            "best test epoch, best " + kept(seeds) + " of " + seeds + " seeds",
                            "epoch by validation, all seeds",
                            "last epoch, all seeds"),
                    rows);
            page.plot(
                    set,
                    "Test accuracy on " + data + " after each epoch, mean over the seeds.",
                    Plots.accuracies(curves));
        }
        page.conclusions(List.of(
                "Without `--full` a training has five of the paper's 25 epochs and less than half of its samples: accuracies do not"
                        + " compare with the published ones, the protocols do with each other.",
                "The paper's protocol can only raise a number: no epoch is better by the test than the best one, and the worst seeds"
                        + " are left out, which makes the spread smaller as well.",
                "Not known are the settings of CN, taken to be PN's, the weight decay of PN and NN, taken to be PC-SE's, and the"
                        + " activation of all three, taken to be gelu. Of"
                        + " Fashion-MNIST only those of PC-SE and iPC are known; the others are MNIST's.",
                "The paper leaves out the last test batch where it is not full. We leave out nothing."));
    }
}
