package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.pcn4j.data.Batch;
import org.pcn4j.systems.sensing.ActiveSensing;
import org.pcn4j.systems.sensing.ActiveSensing.Choice;
import org.pcn4j.systems.sensing.ClassModels;
import org.pcn4j.systems.sensing.Explorer;
import org.pcn4j.systems.sensing.GenerativeModel;
import org.pcn4j.systems.sensing.Glimpses;
import org.pcn4j.systems.sensing.Look;
import org.pcn4j.systems.sensing.World;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.report.Axis.Scale;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;
import org.pcn4j.train.reproduce.Scope;

/** Sharafeldin, Imam and Choi 2024: looks, and actions, that are chosen to learn most. */
final class Looks implements Item {
    private static final int LATENTS = 16;
    private static final double VARIANCE = 0.05;
    private static final int LOOKS = 6;
    private static final int IMAGINED = 3;
    private static final Glimpses PLACES = new Glimpses(1, 28, 28, 6, 6);
    private static final int CHUNK = 50;
    private static final int EVERY = 100;
    private static final double PRIOR = 0.25;
    private static final double BETA = 0.95;
    private static final double TEMPERATURE = 0.02;
    private static final String CARRIERS = "carriers";

    @Override
    public String name() {
        return "looks";
    }

    @Override
    public String sentence() {
        return "Looks at pictures, and actions in small worlds, chosen by the information that is expected of them.";
    }

    @Override
    public String paper() {
        return "Sharafeldin, Imam and Choi 2024, Patterns 5:100983; Little and Sommer 2013";
    }

    @Override
    public List<String> data() {
        return List.of("mnist");
    }

    @Override
    public boolean isForOneThread() {
        return true;
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        for (String choice : List.of("information", "random")) {
            for (long seed : scope.seeds(3)) {
                Map<String, String> settings = Experiments.settings(
                        "part",
                        "looks",
                        "choice",
                        choice,
                        "images",
                        scope.of("4", "300", "10000"),
                        Case.EXPERIMENT,
                        "model=mlp batch=1 data={name: " + scope.data("mnist") + ", validation: 0} data.train="
                                + scope.of("100", "30000", "60000") + " data.test=" + scope.of("4", "300", "10000"));
                cases.add(new Case(
                        settings, seed, choice.equals("random") ? 30 : 40, bench -> look(bench, settings, seed)));
            }
        }
        for (String world : List.of("maze", "dense", "1-2-3")) {
            for (String choice : List.of("planned", "greedy", "Boltzmann", "random")) {
                for (long seed : scope.seeds(10)) {
                    Map<String, String> settings = Experiments.settings(
                            "part",
                            "worlds",
                            "world",
                            world,
                            "choice",
                            choice,
                            "steps",
                            scope.of("200", "3000", "3000"));
                    if (world.equals("maze")) {
                        settings.put(CARRIERS, "2");
                    }
                    cases.add(new Case(
                            settings,
                            seed,
                            choice.equals("planned") ? 1 : 0.1,
                            bench -> explore(bench, settings, seed)));
                }
            }
        }
        return cases;
    }

    private static Numbers look(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        Choice choice = Experiments.of(settings, "choice").equals("random") ? Choice.RANDOM : Choice.INFORMATION;
        int images = prepared.test().size();
        double[] right = new double[LOOKS];
        double[] entropies = new double[LOOKS];
        double whole = 0;
        try (ClassModels models = fit(prepared)) {
            ActiveSensing sensing = new ActiveSensing(models, PLACES, IMAGINED);
            for (int from = 0; from < images; from += CHUNK) {
                bench.done((double) from / images);
                int[] chunk =
                        IntStream.range(from, Math.min(images, from + CHUNK)).toArray();
                try (TensorScope scope = new TensorScope();
                        Batch batch = prepared.test().batch(chunk, DType.FLOAT32)) {
                    Tensor pictures = batch.inputs()
                            .reshape(Shape.of(chunk.length, models.picture().elements()));
                    long[] labels = batch.targets().toLongs();
                    List<List<Look>> all = sensing.look(pictures, LOOKS, choice, new Seed(seed).derive(from));
                    for (int i = 0; i < chunk.length; i++) {
                        for (int look = 0; look < LOOKS; look++) {
                            Look after = all.get(i).get(look);
                            right[look] += after.answer() == labels[i] ? 100.0 / images : 0;
                            entropies[look] += after.entropy() / images;
                        }
                    }
                    whole += 100.0 * whole(models, pictures, labels) / images;
                }
            }
        }
        return Numbers.none()
                .with("right", Arrays.stream(right).boxed().toList())
                .with("entropy", Arrays.stream(entropies).boxed().toList())
                .with("last", right[LOOKS - 1])
                .with("whole", whole);
    }

    private static int whole(ClassModels models, Tensor pictures, long[] labels) {
        try (Tensor everything = Tensor.full(DType.FLOAT64, pictures.shape(), 1)) {
            double[][] beliefs = models.belief(pictures, everything);
            int right = 0;
            for (int i = 0; i < beliefs.length; i++) {
                double[] belief = beliefs[i];
                int best = IntStream.range(0, belief.length)
                        .reduce((a, b) -> belief[b] > belief[a] ? b : a)
                        .orElseThrow();
                right += best == labels[i] ? 1 : 0;
            }
            return right;
        }
    }

    private static ClassModels fit(Prepared prepared) {
        int[] all = IntStream.range(0, prepared.train().size()).toArray();
        List<GenerativeModel> models = new ArrayList<>();
        List<String> names = new ArrayList<>();
        try (Batch batch = prepared.train().batch(all, DType.FLOAT32)) {
            long[] labels = batch.targets().toLongs();
            double[] pixels = batch.inputs().toDoubles();
            int size = pixels.length / labels.length;
            int classes = Math.toIntExact(Arrays.stream(labels).max().orElseThrow()) + 1;
            for (int c = 0; c < classes; c++) {
                int own = c;
                int[] rows = IntStream.range(0, labels.length)
                        .filter(i -> labels[i] == own)
                        .toArray();
                double[] numbers = new double[rows.length * size];
                for (int i = 0; i < rows.length; i++) {
                    System.arraycopy(pixels, rows[i] * size, numbers, i * size, size);
                }
                try (Tensor samples = Tensor.of(DType.FLOAT64, Shape.of(rows.length, size), numbers)) {
                    models.add(GenerativeModel.fit(samples, LATENTS, VARIANCE));
                }
                names.add(Integer.toString(c));
            }
        }
        return new ClassModels(names, Shape.of(PLACES.channels(), PLACES.height(), PLACES.width()), models);
    }

    private static Numbers explore(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        bench.goOn();
        Seed drawn = new Seed(seed);
        World world = switch (Experiments.of(settings, "world")) {
            case "maze" -> World.maze(6, (int) Experiments.number(settings, CARRIERS), drawn);
            case "dense" -> World.dense(10, 4, drawn);
            default -> World.oneTwoThree(20, drawn);
        };
        Explorer.Choice choice = switch (Experiments.of(settings, "choice")) {
            case "planned" -> new Explorer.Choice.Best(BETA);
            case "greedy" -> new Explorer.Choice.Best(0);
            case "Boltzmann" -> new Explorer.Choice.Boltzmann(TEMPERATURE);
            default -> new Explorer.Choice.Random();
        };
        int steps = (int) Experiments.number(settings, "steps");
        Explorer.Exploration exploration = new Explorer(world, choice, PRIOR).explore(steps, drawn.derive("steps"));
        List<Double> missing = new ArrayList<>();
        for (int step = 0; step <= steps; step += EVERY) {
            missing.add(exploration.missing().get(step));
        }
        return Numbers.none()
                .with("missing", missing)
                .with("third", exploration.missing().get(steps / 3) / missing.get(0) * 100)
                .with("left", exploration.missing().get(steps) / missing.get(0) * 100)
                .with("visited", exploration.visited().get(steps / 10));
    }

    @Override
    public void tell(Findings findings, Page page) {
        looks(findings.with("part", "looks"), page);
        worlds(findings.with("part", "worlds"), page);
        page.conclusions(List.of(
                "Six chosen looks classify 93 % of the digits, six random looks 79 %, and the whole picture 95 %. Three chosen looks"
                        + " do better than six random ones.",
                "The evidence of linear-Gaussian networks is exact under their assumptions. The belief is overconfident, since the noise"
                        + " of neighboring pixels is not independent, but which class is likeliest does not suffer from it.",
                "In each of the ten mazes and ten 1-2-3 worlds, planning ahead leaves less information missing than greedy actions and"
                        + " than random ones. Greedy actions leave less than random ones in every maze and in nine 1-2-3 worlds. In the"
                        + " dense world, where any action leads anywhere, choosing gains nothing."));
    }

    private static void looks(Findings of, Page page) {
        page.paragraph("One linear-Gaussian generative network a class (16 latent values, noise 0.05) is fitted to "
                + String.join(
                        ", ",
                        of.cases().stream()
                                .map(each -> Experiments.data(Experiments.of(each.settings(), Case.EXPERIMENT)))
                                .distinct()
                                .toList())
                + ". It looks at " + String.join(", ", of.values("images"))
                + " test images by squares of 6×6 pixels at 36 places, the first at random. Accuracy in percent after each look, mean over"
                + " the seeds ± their standard deviation:");
        List<List<String>> rows = new ArrayList<>();
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        Map<String, List<Double>> entropies = new LinkedHashMap<>();
        for (String choice : of.values("choice")) {
            Findings at = of.with("choice", choice);
            List<String> row = new ArrayList<>(List.of(choice));
            at.spreads("right").forEach(spread -> row.add(spread.text()));
            row.add(at.of("whole").text());
            rows.add(row);
            curves.put(choice, at.row("right"));
            entropies.put(choice, at.row("entropy"));
        }
        rows.add(List.of("information, computed independently", "40", "72", "85", "91", "92", "95", "96"));
        rows.add(List.of("random, computed independently", "39", "55", "62", "73", "78", "81", "96"));
        List<String> heads = new ArrayList<>(List.of("looks"));
        IntStream.rangeClosed(1, LOOKS).forEach(look -> heads.add(Integer.toString(look)));
        heads.add("all pixels");
        page.table(heads, rows);
        page.paragraph(
                "The paper's own networks, two stacked variational autoencoders, classify 90.3 to 92.1 % of cluttered digits after"
                        + " 12 looks of three scales, by the authors' stored logs; their accuracy on plain digits is not known.");
        List<Double> places =
                IntStream.rangeClosed(1, LOOKS).mapToObj(Double::valueOf).toList();
        page.plot(
                "accuracy",
                "Accuracy in percent after each look.",
                Plots.lines("looks", "accuracy, %", Scale.LINEAR, places, curves));
        page.plot(
                "entropy",
                "How uncertain the belief is after each look, in nats.",
                Plots.lines("looks", "entropy, nats", Scale.LINEAR, places, entropies));
    }

    private static void worlds(Findings of, Page page) {
        page.heading("Worlds");
        page.paragraph("An explorer learns by counts (a Dirichlet prior of " + PRIOR
                + " a state) where actions lead: a maze of 6×6 rooms and 4 ways, where the blocked ways of two rooms"
                + " lead to other rooms, a dense world of 10 states and 4 actions, and one of 20"
                + " states whose three actions lead to 1, 2 and 3 states. *Planned*: by the expected information of an action and "
                + BETA
                + " times what the next state promises. *Greedy*: of the action alone. *Boltzmann*: by chance, in proportion to"
                + " e to the information over " + TEMPERATURE
                + ". Percent of the missing information that is left after "
                + String.join(", ", of.values("steps"))
                + " steps and after a third of them, and states visited after a tenth:");
        List<List<String>> rows = new ArrayList<>();
        for (String world : of.values("world")) {
            Map<String, List<Double>> curves = new LinkedHashMap<>();
            for (String choice : of.values("choice")) {
                Findings at = of.with("world", world, "choice", choice);
                rows.add(List.of(
                        world,
                        choice,
                        at.of("third").text(),
                        at.of("left").text(),
                        at.of("visited").text()));
                curves.put(choice, at.row("missing"));
            }
            int count = curves.values().stream().mapToInt(List::size).max().orElse(0);
            page.plot(
                    world,
                    "Missing information in nats by the number of steps: " + world + ".",
                    Plots.lines(
                            "steps",
                            "missing information, nats",
                            Scale.LOGARITHMIC,
                            Experiments.places(count).stream()
                                    .map(i -> i * EVERY)
                                    .toList(),
                            curves));
        }
        page.table(List.of("world", "actions", "left after a third", "left at the end", "visited"), rows);
    }
}
