package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.pcn4j.analysis.EnergyTrace;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.report.Axis.Scale;
import org.pcn4j.train.report.NumberText;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;
import org.pcn4j.train.reproduce.Scope;

/** Frieder and Lukasiewicz 2022: when inference converges, and what error nodes with dynamics of their own change. */
final class Stability implements Item {
    /** γ over the largest that converges, 2/λ_max. */
    static final List<Double> SHARES = List.of(0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1.01, 1.1, 1.5);

    private static final List<Double> GAMMAS =
            List.of(0.05, 0.1, 0.15, 0.18, 0.199, 0.201, 0.22, 0.25, 0.3, 0.35, 0.39, 0.41);
    private static final double WEIGHT = 2;
    private static final double CURVATURE = 1 + WEIGHT * WEIGHT;

    @Override
    public String name() {
        return "stability";
    }

    @Override
    public String sentence() {
        return "Inference converges where γ times the largest curvature is less than 2; with dynamic error nodes less than 1.";
    }

    @Override
    public String paper() {
        return "Frieder and Lukasiewicz 2022 (its abstract), and our own derivation";
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        String steps = scope.of("500", "3000", "10000");
        for (String depth :
                scope.of(List.of("2", "3"), List.of("2", "4", "8", "16"), List.of("2", "4", "8", "16", "32"))) {
            for (long seed : scope.seeds(3)) {
                Map<String, String> settings =
                        Experiments.settings("part", "linear", "hidden layers", depth, "width", "16", "steps", steps);
                double weight = Double.parseDouble(depth);
                cases.add(new Case(settings, seed, weight, bench -> linear(bench, settings, seed)));
            }
        }
        Map<String, String> two = Experiments.settings("part", "two populations", "weight", "2", "steps", steps);
        cases.add(new Case(two, 1, 1, bench -> twoPopulations(two)));
        return cases;
    }

    private static Numbers linear(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        List<Integer> sizes = new ArrayList<>();
        int width = (int) Experiments.number(settings, "width");
        for (int i = 0; i < Experiments.number(settings, "hidden layers") + 2; i++) {
            sizes.add(width);
        }
        LinearNet net = LinearNet.random(sizes, 1, 1, new Seed(seed));
        Numbers excess = converged(bench, net, (int) Experiments.number(settings, "steps"));
        return excess.with("λ", net.hessian().largestEigenvalue());
    }

    /** Returns how far the energy is above its equilibrium in the end, over how far it was in the beginning. */
    static Numbers converged(Bench bench, LinearNet net, int steps) throws InterruptedException {
        Network network = net.network();
        double largest = net.hessian().largestEigenvalue();
        double least = net.equilibrium();
        List<Double> excess = new ArrayList<>();
        try (Parameters parameters = net.parameters(network);
                TensorScope scope = new TensorScope()) {
            Clamps clamps = net.clamps(network);
            for (double share : SHARES) {
                bench.done((double) excess.size() / SHARES.size());
                double[] energies = EnergyTrace.of(
                        network,
                        parameters,
                        clamps,
                        InferenceLearning.schedule(steps, share * 2 / largest),
                        new Seed(0));
                excess.add(Math.abs(energies[energies.length - 1] - least) / (energies[0] - least));
            }
        }
        return Numbers.none().with("excess", excess);
    }

    /**
     * One hidden unit between two held ends, whose two errors are nodes with dynamics of their own: by how much the distance
     * from the equilibrium grows in a step, measured over all of them, and the same of plain inference.
     */
    static Numbers twoPopulations(Map<String, String> settings) {
        int steps = (int) Experiments.number(settings, "steps");
        List<Double> dynamic = new ArrayList<>();
        List<Double> fused = new ArrayList<>();
        for (double gamma : GAMMAS) {
            double rest = WEIGHT / CURVATURE;
            double x = rest + 1;
            double own = rest;
            double above = 1 - WEIGHT * rest;
            // What is measured is a length that does not change while the state turns.
            double logarithm = -Math.log(CURVATURE) / 2;
            for (int t = 0; t < steps; t++) {
                double force = WEIGHT * above - own;
                double newOwn = own + gamma * (x - own);
                double newAbove = above + gamma * (1 - WEIGHT * x - above);
                x += gamma * force;
                own = newOwn;
                above = newAbove;
                double f = WEIGHT * above - own;
                double size = Math.sqrt(f * f + CURVATURE * (x - rest) * (x - rest) + f * (x - rest));
                logarithm += Math.log(size);
                x = rest + (x - rest) / size;
                own = rest + (own - rest) / size;
                above = 1 - WEIGHT * rest + (above - 1 + WEIGHT * rest) / size;
            }
            dynamic.add(Math.exp(logarithm / steps));
            fused.add(Math.abs(1 - gamma * CURVATURE));
        }
        return Numbers.none().with("dynamic", dynamic).with("fused", fused);
    }

    private static double radius(double gamma) {
        return Math.sqrt(1 - gamma + gamma * gamma * CURVATURE);
    }

    @Override
    public void tell(Findings findings, Page page) {
        Findings linear = findings.with("part", "linear");
        String steps = String.join(", ", linear.values("steps"));
        page.paragraph(
                "Random linear chains of width 16, from one sample. λ_max is the largest eigenvalue of the energy's second"
                        + " derivative by all values. A cell is how far the energy is above its equilibrium, ½ rᵀS⁻¹r in closed form, after "
                        + steps
                        + " steps, over what it was in the beginning, by γ over 2/λ_max; mean over the seeds ± their"
                        + " standard deviation, and ∞ where one of them was no longer finite:");
        List<String> heads = new ArrayList<>(List.of("hidden layers", "λ_max"));
        SHARES.forEach(share -> heads.add(NumberText.of(share)));
        List<List<String>> rows = new ArrayList<>();
        for (String depth : linear.values("hidden layers")) {
            Findings of = linear.with("hidden layers", depth);
            List<String> row = new ArrayList<>(List.of(depth, of.of("λ").text()));
            row.addAll(Experiments.texts(of.spreads("excess")));
            rows.add(row);
        }
        page.table(heads, rows);
        page.heading("Error nodes with dynamics of their own");
        page.paragraph(
                "One hidden unit between two held ends, with a weight of 2 above it, so that the energy's curvature is h ="
                        + " 5. Where errors are nodes that relax as well, ε ← ε + γ(x − μ − ε) and x ← x + γ(s − ε), the pair of"
                        + " eigenvalues is complex and |eigenvalue|² = 1 − γ + γ²h: stable where γh < 1, half of plain inference's limit of 2,"
                        + " and where it is lost the state turns and grows, a Neimark–Sacker bifurcation. This net is ours; the one of the"
                        + " paper is not known to us.");
        Findings two = findings.with("part", "two populations");
        List<List<String>> radii = new ArrayList<>();
        List<Double> law = new ArrayList<>();
        for (int i = 0; i < GAMMAS.size(); i++) {
            law.add(radius(GAMMAS.get(i)));
            radii.add(List.of(
                    NumberText.of(GAMMAS.get(i)),
                    NumberText.of(GAMMAS.get(i) * CURVATURE),
                    String.format(Locale.ROOT, "%.5f", two.row("dynamic").get(i)),
                    String.format(Locale.ROOT, "%.5f", law.get(i)),
                    String.format(Locale.ROOT, "%.5f", two.row("fused").get(i))));
        }
        page.table(
                List.of("γ", "γh", "growth in a step", "in closed form", "of plain inference, in closed form"), radii);
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        curves.put("dynamic errors, measured", two.row("dynamic"));
        curves.put("in closed form", law);
        curves.put("plain inference, in closed form", two.row("fused"));
        page.plot(
                "radius",
                "By how much the distance from the equilibrium grows in a step: above 1 it does.",
                Plots.lines("γ", "growth in a step", Scale.LINEAR, GAMMAS, curves));
        page.conclusions(List.of(
                "Below γλ_max = 2 the energy falls towards its equilibrium, just above it explodes, at every depth. How fast it comes"
                        + " there below depends on the smallest eigenvalue, which falls with depth.",
                "The paper's abstract says that small weights make inference converge and that a small net bifurcates; no number"
                        + " of it is claimed here."));
    }
}
