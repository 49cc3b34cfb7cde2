package org.pcn4j.inference.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pcn4j.inference.plan.ErrorAct.Follow;
import org.pcn4j.inference.plan.Instruction.Begin;
import org.pcn4j.inference.plan.Instruction.ByNode;
import org.pcn4j.inference.plan.Instruction.Materialize;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.plan.Instruction.Relax;
import org.pcn4j.inference.plan.ProductAct.PredictFromErrors;
import org.pcn4j.inference.plan.ProductAct.PredictFromProduct;
import org.pcn4j.inference.plan.ProductAct.PullToProduct;
import org.pcn4j.inference.schedule.Reach;
import org.pcn4j.network.Node;

/**
 * A plan drawn as a grid: nodes down, outputs first, and time across. In a cell, {@code p} is a prediction, {@code b} a
 * pullback, {@code L} a pullback that also learns, {@code r} a relaxation or the value it
 * is written out to, {@code ·} nothing.
 */
final class PlanGrid {
    private static final String LEGEND = "p predict   b pull back   L pull back and learn   r relax   · nothing";

    private static final String NOT_LOCAL =
            "Within a time values and feedback cross the whole graph, so inference is not local; learning is.";

    private final Plan plan;

    PlanGrid(Plan plan) {
        this.plan = plan;
    }

    @Override
    public String toString() {
        List<Block> blocks = plan.blocks();
        List<String> heads = new ArrayList<>();
        for (Block block : blocks) {
            heads.add(head(block));
        }
        int nameWidth = plan.network().nodes().stream()
                .mapToInt(node -> node.name().length())
                .max()
                .orElse(0);
        int[] widths = new int[blocks.size()];
        List<Node> rows = new ArrayList<>();
        for (int i = plan.network().nodes().size() - 1; i >= 0; i--) {
            if (!plan.network().node(i).isRoot()) {
                rows.add(plan.network().node(i));
            }
        }
        String[][] cells = new String[rows.size()][blocks.size()];
        for (int column = 0; column < blocks.size(); column++) {
            widths[column] = heads.get(column).length();
            String[] acts = acts(blocks.get(column));
            for (int row = 0; row < rows.size(); row++) {
                cells[row][column] = acts[rows.get(row).index()];
                widths[column] = Math.max(widths[column], cells[row][column].length());
            }
        }
        StringBuilder grid = new StringBuilder();
        grid.append(" ".repeat(nameWidth)).append("  level");
        for (int column = 0; column < blocks.size(); column++) {
            grid.append("  ").append(pad(heads.get(column), widths[column]));
        }
        newLine(grid);
        for (int row = 0; row < rows.size(); row++) {
            Node node = rows.get(row);
            grid.append(pad(node.name(), nameWidth)).append("  ");
            grid.append(String.format(Locale.ROOT, "%5d", plan.network().level(node.index())));
            for (int column = 0; column < blocks.size(); column++) {
                grid.append("  ").append(pad(cells[row][column], widths[column]));
            }
            newLine(grid);
        }
        grid.append(LEGEND).append('\n');
        if (plan.schedule().reach() == Reach.GRAPH) {
            grid.append(NOT_LOCAL).append('\n');
        }
        return grid.toString();
    }

    private String[] acts(Block block) {
        String[] acts = new String[plan.network().nodes().size()];
        Arrays.fill(acts, "");
        for (Instruction instruction : block.instructions()) {
            if (instruction instanceof ByNode act) {
                String letter = letter(act);
                if (!acts[act.node()].endsWith(letter)) {
                    acts[act.node()] += letter;
                }
            }
        }
        for (int i = 0; i < acts.length; i++) {
            acts[i] = acts[i].isEmpty() ? "·" : acts[i];
        }
        return acts;
    }

    private static String letter(ByNode act) {
        if (act instanceof Predict || act instanceof PredictFromProduct || act instanceof PredictFromErrors) {
            return "p";
        } else if (act instanceof Pull pull) {
            return pull.deltas().isEmpty() ? "b" : "L";
        } else if (act instanceof PullToProduct) {
            return "b";
        } else if (act instanceof Relax
                || act instanceof Follow
                || act instanceof Materialize
                || act instanceof Begin) {
            return "r";
        }
        return "";
    }

    private static String head(Block block) {
        if (block.time() == Block.BEFORE) {
            return "forward";
        }
        return block.repeats() == 1
                ? "t=" + block.time()
                : "t=" + block.time() + "…" + (block.time() + block.repeats() - 1);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static void newLine(StringBuilder grid) {
        int length = grid.length();
        while (length > 0 && grid.charAt(length - 1) == ' ') {
            length--;
        }
        grid.setLength(length);
        grid.append('\n');
    }
}
