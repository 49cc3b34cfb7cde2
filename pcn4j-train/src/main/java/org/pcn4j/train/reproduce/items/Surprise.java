package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.pcn4j.systems.surprise.BayesianChangePoint;
import org.pcn4j.systems.surprise.LearningRate;
import org.pcn4j.systems.surprise.RoomWalk;
import org.pcn4j.systems.surprise.SpikeSum;
import org.pcn4j.systems.surprise.SpikeSumSettings;
import org.pcn4j.systems.surprise.TransitionLearner;
import org.pcn4j.systems.surprise.VarSmile;
import org.pcn4j.tensor.Seed;
import org.pcn4j.train.report.Axis.Scale;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;
import org.pcn4j.train.reproduce.Scope;

/** Barry and Gerstner 2024: a rule is learned, given up where it switches and, with modules, found again. */
final class Surprise implements Item {
    private static final String LEARNER = "learner";
    private static final String WALK = "walk";
    private static final String ONCE = "one switch";
    private static final String TURNS = "two rules in turns";
    private static final String CHANCE = "four rules by chance";

    private static final String GATED = "SpikeSuM";
    private static final String CONSTANT = "SpikeSuM, constant rate";
    private static final String CALM = "SpikeSuM without boost";
    private static final String MODULES = "SpikeSuM-C, modules ";
    private static final String BAYES = "Bayesian change point";
    private static final String SMILE = "VarSMiLe";

    private static final int SIDE = 4;
    private static final int ROOMS = SIDE * SIDE;
    private static final double RATE = 6e-4;
    private static final int PERIODS = 10;
    private static final int POINTS = 100;
    private static final int EARLY = 20;

    private static final double PRIOR = 0.3;
    private static final double SWITCH = 0.001;
    private static final double LEAST = 1e-6;
    private static final double SMILE_PRIOR = 0.1;
    private static final double MODULATION = 0.1;

    @Override
    public String name() {
        return "surprise";
    }

    @Override
    public String sentence() {
        return "Spiking populations learn what follows what, and surprise lets them give up a rule that has switched.";
    }

    @Override
    public String paper() {
        return "Barry and Gerstner 2024, PLoS Computational Biology 20:e1011839";
    }

    @Override
    public boolean isForOneThread() {
        return true;
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        int once = scope.of(20, 2000, 2000);
        add(cases, scope, ONCE, once, List.of(GATED, CONSTANT, CALM, BAYES, SMILE));
        add(cases, scope, TURNS, scope.of(24, 6000, 6000), List.of(GATED, MODULES + 2, BAYES, SMILE));
        add(cases, scope, CHANCE, scope.of(20, 4000, 10000), List.of(GATED, MODULES + 5, CONSTANT, BAYES, SMILE));
        return cases;
    }

    private static void add(List<Case> cases, Scope scope, String walk, int presentations, List<String> learners) {
        for (String learner : learners) {
            for (long seed : scope.seeds(scope.of(1, 3, 10))) {
                Map<String, String> settings = Experiments.settings(
                        WALK, walk, "presentations", Integer.toString(presentations), LEARNER, learner);
                double weight = learner.startsWith(MODULES)
                        ? Double.parseDouble(learner.substring(MODULES.length()))
                        : learner.startsWith(GATED) ? 1 : 0.1;
                cases.add(new Case(
                        settings, seed, weight * presentations / 1000, bench -> follow(bench, settings, seed)));
            }
        }
    }

    private static RoomWalk walk(Map<String, String> settings, Seed seed) {
        int presentations = (int) Experiments.number(settings, "presentations");
        return switch (Experiments.of(settings, WALK)) {
            case ONCE -> RoomWalk.inTurns(SIDE, 2, 2, presentations / 2, seed);
            case TURNS -> RoomWalk.inTurns(SIDE, 2, 6, presentations / 6, seed);
            default -> RoomWalk.switching(SIDE, 4, presentations, 500, 0.002, seed);
        };
    }

    private static TransitionLearner learner(String name, Seed seed) {
        SpikeSumSettings published = SpikeSumSettings.published();
        LearningRate.BySurprise gated = LearningRate.BySurprise.published();
        return switch (name) {
            case GATED -> new SpikeSum(published, seed);
            case CONSTANT -> new SpikeSum(published.withRate(new LearningRate.Constant(RATE)), seed);
            case CALM ->
                new SpikeSum(published.withRate(new LearningRate.BySurprise(gated.base(), 0, gated.threshold())), seed);
            case BAYES -> new BayesianChangePoint(ROOMS, PRIOR, SWITCH, LEAST);
            case SMILE -> new VarSmile(ROOMS, SMILE_PRIOR, MODULATION);
            default -> new SpikeSum(published.withModules(Integer.parseInt(name.substring(MODULES.length()))), seed);
        };
    }

    private static Numbers follow(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Seed drawn = new Seed(seed);
        RoomWalk walk = walk(settings, drawn);
        TransitionLearner learner = learner(Experiments.of(settings, LEARNER), drawn.derive(LEARNER));
        double[] errors = new double[walk.presentations()];
        double[] surprises = new double[errors.length];
        int[][] used = new int[4][ROOMS];
        for (int i = 0; i < errors.length; i++) {
            if (i % EARLY == 0) {
                bench.done((double) i / errors.length);
            }
            learner.present(walk.last(i), walk.seen(i));
            errors[i] = learner.error(walk.transitions(i));
            if (learner instanceof SpikeSum spiking) {
                surprises[i] = spiking.surprise();
                used[walk.rule(i)][spiking.active()]++;
            }
        }
        Numbers numbers = Numbers.none()
                .with("errors", means(errors, POINTS))
                .with("periods", means(errors, PERIODS))
                .with("mean", Arrays.stream(errors).average().orElseThrow());
        if (learner instanceof SpikeSum) {
            numbers = numbers.with("surprises", means(surprises, POINTS))
                    .with("own", 100.0 * mostOfItsOwn(used, 0, new boolean[ROOMS]) / errors.length);
        }
        List<Double> early = new ArrayList<>();
        for (int first : walk.switches()) {
            int end = Math.min(first + EARLY, errors.length);
            early.add(Arrays.stream(errors, first, end).average().orElseThrow());
        }
        return numbers.with("early", early);
    }

    /**
     * Returns how often a module was chosen that is a rule's own, where each module may be the own one of a rule at most, and they are
     * given to the rules as it is best.
     *
     * @param used how often, [rules][modules]
     * @param rule the first that has none yet
     * @param isTaken which modules others have
     */
    static int mostOfItsOwn(int[][] used, int rule, boolean[] isTaken) {
        if (rule == used.length) {
            return 0;
        }
        int most = mostOfItsOwn(used, rule + 1, isTaken);
        for (int module = 0; module < isTaken.length; module++) {
            if (!isTaken[module] && used[rule][module] > 0) {
                isTaken[module] = true;
                most = Math.max(most, used[rule][module] + mostOfItsOwn(used, rule + 1, isTaken));
                isTaken[module] = false;
            }
        }
        return most;
    }

    /** Returns the mean of each of so many parts, or of each number where there are fewer. */
    private static List<Double> means(double[] numbers, int parts) {
        int count = Math.min(parts, numbers.length);
        List<Double> means = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            int from = part * numbers.length / count;
            int to = (part + 1) * numbers.length / count;
            means.add(Arrays.stream(numbers, from, to).average().orElseThrow());
        }
        return means;
    }

    @Override
    public void tell(Findings findings, Page page) {
        page.paragraph(
                "A walk goes from room to room, 16 rooms in a square without borders, to one of four neighbors each"
                        + " time; which rooms are neighbors is the rule, and rules switch. A learner believes T̂, and its"
                        + " error is the mean of (T − T̂)² over all pairs of rooms: 0.0117 where T̂ says nothing. SpikeSuM"
                        + " has two populations of 512 neurons. Its learning rate is η₁ tanh A + η₂ tanh A·[A ≥ 0.5] with"
                        + " the surprise A, η₁ = 1e-6, η₂ = 0.002; or constantly"
                        + " 0.0006; or η₂ = 0,"
                        + " without"
                        + " boost."
                        + " *" + BAYES + "*: Dirichlet counts from "
                        + PRIOR
                        + ", a switch with probability " + SWITCH + ". *" + SMILE + "*: counts from " + SMILE_PRIOR
                        + ", m = "
                        + MODULATION
                        + ". Both were chosen by the mean error on walks of four rules, of 6000 presentations, from a"
                        + " grid of prior and m or probability. Numbers are means over the seeds ± their standard"
                        + " deviation, times 10⁴.");
        once(findings.with(WALK, ONCE), page);
        turns(findings.with(WALK, TURNS), page);
        chance(findings.with(WALK, CHANCE), page);
        page.conclusions(List.of(
                "A thousand presentations after the switch SpikeSuM's error is 0.0006, less than a fifth of the 0.0036"
                        + " at which a constant rate stays, and it falls about as fast. Without the boost nothing is"
                        + " learned in that time.",
                "In the tenth after the switch both err by a fifth to 27 % more than the run that was computed"
                        + " independently, which is unexplained: the rules that are drawn may have less in common here.",
                "In the first presentations after the switch the Bayesian learner is nearer to the new rule, as it can"
                        + " give up all rows of T̂ at once, and SpikeSuM gives up a room's row when it leaves that room."
                        + " Late after one switch SpikeSuM is the nearest.",
                "Where rules return, one module of SpikeSuM ends each turn farther from the rule than the turn before,"
                        + " and from the third turn on the Bayesian learner is nearer. So it is on average over both"
                        + " longer walks. Modules are nearer than either.",
                "Where an old rule returns, one module learns it as if it were new, and two modules find it again"
                        + " within a few presentations once both are committed."));
    }

    private static String presentations(Findings of) {
        return String.join(", ", of.values("presentations"));
    }

    private static void once(Findings of, Page page) {
        page.heading("One switch");
        page.paragraph("Mean error in each tenth of " + presentations(of)
                + " presentations; the rule switches after the fifth. *Computed independently* are one run's numbers.");
        List<String> heads = new ArrayList<>(List.of(LEARNER));
        IntStream.rangeClosed(1, PERIODS).forEach(period -> heads.add(Integer.toString(period)));
        List<List<String>> rows = new ArrayList<>();
        Map<String, List<Double>> surprises = new LinkedHashMap<>();
        for (String learner : of.values(LEARNER)) {
            List<String> row = new ArrayList<>(List.of(learner));
            Findings at = of.with(LEARNER, learner);
            at.spreads("periods").forEach(each -> row.add(each.text(1e4)));
            rows.add(row);
            if (at.has("surprises")) {
                surprises.put(learner, at.row("surprises"));
            }
        }
        // Of the default run: other sizes have tenths of another length.
        if (presentations(of).equals("2000")) {
            addIndependent(rows);
        }
        page.table(heads, rows);
        curves(of, page, "switch", "Error, times 10⁴, by presentation, mean over the seeds: one switch.", false);
        page.plot(
                "mismatch",
                "Surprise A by presentation, mean over the seeds.",
                Plots.lines("presentation", "A", Scale.LINEAR, places(of, "surprises"), surprises));
    }

    private static void addIndependent(List<List<String>> rows) {
        rows.add(List.of(GATED + ", computed independently", "52", "13", "8", "6", "4", "77", "22", "11", "8", "7"));
        rows.add(List.of(
                CONSTANT + ", computed independently", "60", "36", "31", "33", "31", "85", "35", "31", "36", "37"));
    }

    private static void turns(Findings of, Page page) {
        page.heading("Rules that return");
        page.paragraph(
                "Two rules take turns, six turns in " + presentations(of) + " presentations. Mean error in the first "
                        + EARLY
                        + " presentations after each switch; at the second switch the first rule returns, at the third"
                        + " the second. *Own module*: in percent of the presentations the rule's own module was"
                        + " chosen, where a module is the own one of a rule at most.");
        List<String> heads = new ArrayList<>(List.of(LEARNER));
        IntStream.rangeClosed(1, of.row("early").size()).forEach(each -> heads.add("switch " + each));
        heads.addAll(List.of("all", "own module"));
        rows(of, page, heads, true);
        curves(of, page, "turns", "Error, times 10⁴, by presentation, mean over the seeds: two rules in turns.", false);
    }

    private static void chance(Findings of, Page page) {
        page.heading("Four rules");
        page.paragraph(
                "Four rules, each at least 500 presentations long, then switched with probability 0.002 to any other: "
                        + presentations(of) + " presentations.");
        rows(of, page, List.of(LEARNER, "all", "own module"), false);
        curves(of, page, "four", "Error, times 10⁴, by presentation, of the first seed: four rules.", true);
    }

    private static void rows(Findings of, Page page, List<String> heads, boolean hasEarly) {
        List<List<String>> rows = new ArrayList<>();
        for (String learner : of.values(LEARNER)) {
            Findings at = of.with(LEARNER, learner);
            List<String> row = new ArrayList<>(List.of(learner));
            if (hasEarly) {
                at.spreads("early").forEach(each -> row.add(each.text(1e4)));
            }
            row.add(at.of("mean").text(1e4));
            row.add(learner.startsWith(MODULES) ? at.of("own").text() : "–");
            rows.add(row);
        }
        page.table(heads, rows);
    }

    private static List<Double> places(Findings of, String row) {
        int count = of.row(row).size();
        double step = Experiments.number(of.cases().get(0).settings(), "presentations") / count;
        return IntStream.rangeClosed(1, count).mapToObj(part -> part * step).toList();
    }

    private static void curves(Findings of, Page page, String name, String caption, boolean isOfFirstSeed) {
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        for (String learner : of.values(LEARNER)) {
            Findings at = of.with(LEARNER, learner);
            Findings shown = isOfFirstSeed ? new Findings(at.cases().subList(0, 1)) : at;
            curves.put(
                    learner,
                    shown.row("errors").stream().map(each -> each * 1e4).toList());
        }
        page.plot(
                name, caption, Plots.lines("presentation", "error × 10⁴", Scale.LINEAR, places(of, "errors"), curves));
    }
}
