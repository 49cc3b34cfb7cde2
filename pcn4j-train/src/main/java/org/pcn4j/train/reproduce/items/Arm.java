package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.pcn4j.systems.hybrid.ArmSettings;
import org.pcn4j.systems.hybrid.ArmSettings.Messages;
import org.pcn4j.systems.hybrid.ArmWorld;
import org.pcn4j.systems.hybrid.ArmWorld.Walls;
import org.pcn4j.systems.hybrid.Episode;
import org.pcn4j.systems.hybrid.Intention;
import org.pcn4j.tensor.Seed;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Scope;

/** Priorelli and Stoianov 2025: an arm that picks up a tool and hits a ball with it, by a deep hybrid model. */
final class Arm implements Item {
    private static final String OBJECTS = "objects";
    private static final String STILL = "still";
    private static final String KNOWN = "flying, six known ways";
    private static final String DRAWN = "flying, drawn";

    private static final String MESSAGES = "messages";
    private static final String VALUES = "to values";
    private static final String BOTH = "to both orders";

    private static final String WALLS = "walls stop";
    private static final String HANDLE = "the tool's handle";
    private static final String TOOL = "the whole tool";

    private static final String MEANT = "meant";
    private static final String PLANNED = "what is planned";
    private static final String FROZEN = "always the ball";

    private static final String STEPS = "steps";
    private static final int EARLY = 4000;
    private static final int AFTER = 100;
    private static final int FILMED = 2;

    /** Directions of tool and ball of the six runs that were computed independently. */
    private static final double[][] WAYS = {
        {4.002148315014479, 1.6951199159934145},
        {3.2158701122134374, 5.971939531762716},
        {1.6437575180951982, 1.8754751666228542},
        {0.5381495885689892, 1.4879242956303682},
        {5.925396266378301, 3.212765766999291},
        {5.057982542713582, 5.076441699143409}
    };

    @Override
    public String name() {
        return "arm";
    }

    @Override
    public String sentence() {
        return "An arm picks up a tool and hits a ball with it: beliefs follow attractors that a discrete planner chooses.";
    }

    @Override
    public String paper() {
        return "Priorelli and Stoianov 2025, Entropy 27:570";
    }

    @Override
    public boolean isForOneThread() {
        return true;
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        for (String meant : List.of(PLANNED, FROZEN)) {
            for (String messages : List.of(VALUES, BOTH)) {
                add(cases, List.of(1L), STILL, messages, HANDLE, meant, scope.of(60, EARLY, EARLY), 1);
                for (String walls : List.of(HANDLE, TOOL)) {
                    add(cases, List.of(1L), KNOWN, messages, walls, meant, scope.of(60, EARLY, EARLY), WAYS.length);
                    add(
                            cases,
                            scope.seeds(scope.of(1, 3, 10)),
                            DRAWN,
                            messages,
                            walls,
                            meant,
                            scope.of(60, 6000, 6000),
                            scope.of(2, 6, 60));
                }
            }
        }
        return cases;
    }

    private static void add(
            List<Case> cases,
            List<Long> seeds,
            String objects,
            String messages,
            String walls,
            String meant,
            int steps,
            int runs) {
        for (long seed : seeds) {
            Map<String, String> settings = Experiments.settings(
                    OBJECTS,
                    objects,
                    MESSAGES,
                    messages,
                    WALLS,
                    walls,
                    MEANT,
                    meant,
                    STEPS,
                    Integer.toString(steps),
                    "runs",
                    Integer.toString(runs));
            cases.add(new Case(settings, seed, 1e-5 * steps * runs, bench -> act(bench, settings, seed)));
        }
    }

    private static ArmWorld world(Map<String, String> settings, ArmSettings arm, long seed, int run) {
        Walls walls = Experiments.of(settings, WALLS).equals(TOOL) ? Walls.STOP_TOOL : Walls.STOP_HANDLE;
        return switch (Experiments.of(settings, OBJECTS)) {
            case STILL -> ArmWorld.still(arm);
            case KNOWN -> ArmWorld.moving(arm, walls, WAYS[run][0], WAYS[run][1]);
            default -> ArmWorld.moving(arm, walls, new Seed(seed).derive(run));
        };
    }

    private static Numbers act(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Messages messages =
                Experiments.of(settings, MESSAGES).equals(BOTH) ? Messages.TO_BOTH_ORDERS : Messages.TO_VALUES;
        boolean isFrozen = Experiments.of(settings, MEANT).equals(FROZEN);
        ArmSettings published = ArmSettings.published().withMessages(messages);
        ArmSettings arm = isFrozen ? published.withFrozen(Intention.BALL) : published;
        int runs = (int) Experiments.number(settings, "runs");
        String objects = Experiments.of(settings, OBJECTS);
        boolean isStill = objects.equals(STILL) && messages == Messages.TO_VALUES;
        boolean isFlying = objects.equals(KNOWN)
                && messages == Messages.TO_BOTH_ORDERS
                && Experiments.of(settings, WALLS).equals(TOOL);
        boolean isFilmed = !isFrozen && (isStill || isFlying);
        List<Double> picked = new ArrayList<>();
        List<Double> hit = new ArrayList<>();
        Numbers numbers = Numbers.none();
        for (int run = 0; run < runs; run++) {
            bench.done((double) run / runs);
            Episode episode =
                    Episode.of(arm, world(settings, arm, seed, run), (int) Experiments.number(settings, STEPS));
            episode.picked().ifPresent(step -> picked.add((double) step));
            episode.hit().ifPresent(step -> hit.add((double) step));
            if (isFilmed && run == Math.min(FILMED, runs - 1)) {
                OptionalInt end = episode.hit();
                int shown = Math.min(
                        end.isPresent() ? end.getAsInt() + AFTER : EARLY,
                        episode.moments().size() - 1);
                numbers = numbers.with("film", ArmFilm.packed(episode.moments().subList(0, shown + 1)))
                        .with("film.picked", (double) episode.picked().orElse(-1))
                        .with("film.hit", (double) episode.hit().orElse(-1));
            }
        }
        double early = hit.stream().filter(step -> step < EARLY).count();
        return numbers.with("picked", 100.0 * picked.size() / runs)
                .with("hit early", 100 * early / runs)
                .with("hit", 100.0 * hit.size() / runs)
                .with("picked at", picked)
                .with("hit at", hit);
    }

    @Override
    public void tell(Findings findings, Page page) {
        page.paragraph("An arm of four limbs, 500 long, is to hit a ball with a tool of 200. It believes in"
                + " three bodies: its own, one whose hand is at the tool, and one whose tool is at the ball. Beliefs are"
                + " in generalized coordinates, values and velocities, and follow attractors: stay, go to the tool, go to"
                + " the ball. Joints turn so that what they tell is what is believed. Each tenth step Bayesian model"
                + " reduction says which attractor the velocities speak for, and a discrete planner, which prefers"
                + " to be at the ball with the tool picked up, says how much each attractor is meant.");
        page.paragraph(
                "A tool is picked up within 15 of the hand, and a ball is hit within 40 of the end of the tool that"
                        + " is held. *Messages*: the error of a limb's pose is taken to the values that predict it, as the"
                        + " gradient is, or to their velocities as well, as in the authors' program. *Walls*: what of a flying"
                        + " tool cannot go through them. *Always the ball*: the planner's word is replaced.");
        still(findings.with(OBJECTS, STILL), page);
        known(findings.with(OBJECTS, KNOWN), page);
        drawn(findings.with(OBJECTS, DRAWN), page);
        page.conclusions(conclusions());
    }

    private static List<String> conclusions() {
        return List.of(
                "Objects that lie still are met at the steps that were computed independently. In the six known ways as"
                        + " many tools are picked up and balls hit as were computed independently. Messages to both"
                        + " orders bring the hand to a tool that lies still six times as fast.",
                "In directions drawn by the seed fewer balls are hit than in the six known ones. Half of them are hit in"
                        + " 4000 steps with messages to both orders and walls that stop the whole tool, which is what"
                        + " the authors' program has: one of six with seed 1, four of six with seeds 2 and 3. With"
                        + " messages to values and walls that stop the handle it is a sixth. Three in four of the"
                        + " balls that are not hit in that time belong to a tool that is not picked up in that time."
                        + " Such a tool is out of the arm's reach for half of the time.",
                "Where always the ball is meant, a tool is picked up only by chance, when it flies past the hand. In"
                        + " the known ways it is 3 times of 24, and one ball is hit, at step 2098. None was computed"
                        + " independently, for messages to values, and none is hit so here. In drawn ways it is 9 times"
                        + " of 72. 6 balls are hit then, 3 of them in 4000 steps, where the planner hits 23.",
                "The paper reports high accuracy, in figures that we could not read: there is no published number to"
                        + " hold these beside.");
    }

    private static void still(Findings of, Page page) {
        page.heading("Objects that lie still");
        page.paragraph(
                "Tool and ball lie at (350, 300) and (−300, 300). The steps at which the tool is picked up and the"
                        + " ball is hit; computed independently are 1703 and 2709 with messages to values.");
        List<List<String>> rows = new ArrayList<>();
        for (String meant : of.values(MEANT)) {
            for (String messages : of.values(MESSAGES)) {
                Findings at = of.with(MEANT, meant, MESSAGES, messages);
                rows.add(List.of(messages, meant, steps(at.row("picked at")), steps(at.row("hit at"))));
            }
        }
        page.table(List.of(MESSAGES, MEANT, "picked up", "hit"), rows);
        film(of.with(MESSAGES, VALUES), page, STILL, "messages to values");
    }

    private static void known(Findings of, Page page) {
        page.heading("Objects that fly");
        page.paragraph(
                "Tool and ball fly by 3 and 6 a second, a step being a sixth of one, in six pairs of directions that"
                        + " were computed independently, for " + String.join(", ", of.values(STEPS))
                        + " steps. Computed independently, with walls that stop the handle: five tools are picked up and"
                        + " four balls hit, between the steps 1233 and 3147; to both orders, four and four; with what is meant"
                        + " frozen, none of four.");
        List<List<String>> rows = new ArrayList<>();
        each(of, (labels, at) -> {
            List<String> row = new ArrayList<>(labels);
            row.add(steps(at.row("picked at")));
            row.add(steps(at.row("hit at")));
            rows.add(row);
        });
        page.table(List.of(MESSAGES, WALLS, MEANT, "picked up at", "hit at"), rows);
        film(
                of.with(MESSAGES, BOTH, WALLS, TOOL),
                page,
                "flying",
                "messages to both orders, walls that stop the whole tool, the third of the six ways");
    }

    private static void drawn(Findings of, Page page) {
        page.heading("Directions drawn by the seed");
        page.paragraph("The same in " + String.join(", ", of.values("runs"))
                + " pairs of directions for each seed, in percent of them: tools picked up in "
                + String.join(", ", of.values(STEPS)) + " steps, and balls hit in " + EARLY + " and in all.");
        List<List<String>> rows = new ArrayList<>();
        each(of, (labels, at) -> {
            List<String> row = new ArrayList<>(labels);
            for (String number : List.of("picked", "hit early", "hit")) {
                row.add(at.of(number).text());
            }
            rows.add(row);
        });
        page.table(List.of(MESSAGES, WALLS, MEANT, "picked up", "hit in " + EARLY, "hit"), rows);
    }

    private interface Telling {
        void of(List<String> labels, Findings at);
    }

    private static void each(Findings of, Telling telling) {
        for (String meant : of.values(MEANT)) {
            for (String messages : of.values(MESSAGES)) {
                for (String walls : of.values(WALLS)) {
                    telling.of(
                            List.of(messages, walls, meant),
                            of.with(MEANT, meant, MESSAGES, messages).with(WALLS, walls));
                }
            }
        }
    }

    private static String steps(List<Double> found) {
        return found.isEmpty()
                ? "–"
                : String.join(
                        ", ",
                        found.stream()
                                .map(step -> Integer.toString(step.intValue()))
                                .toList());
    }

    private static void film(Findings of, Page page, String name, String words) {
        Findings at = of.with(MEANT, PLANNED);
        ArmFilm film = new ArmFilm(
                at.row("film"), at.row("film.picked").get(0), at.row("film.hit").get(0));
        page.animation(
                name,
                "The arm (blue), the tool (green) and the ball (orange), how much each attractor is meant, and the time: "
                        + words + ". Where pictures do not move, the moment of the hit.",
                film.animation());
        page.plot(name + "-distance", "Distances by step, of the same run.", film.distances());
        page.plot(name + "-meant", "How much each attractor is meant, by step, of the same run.", film.meant());
    }
}
