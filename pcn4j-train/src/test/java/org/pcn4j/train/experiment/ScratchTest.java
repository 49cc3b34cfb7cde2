package org.pcn4j.train.experiment;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.train.model.ModelForms;

class ScratchTest {
    @Test
    void look() {
        StringBuilder out = new StringBuilder();
        for (String model : ModelForms.KIND.names()) {
            if (!model.equals("graph")) {
                out.append(model);
            }
        }
        for (String text : List.of(
                "modl: mlp",
                "model: mpl",
                "model: {name: mlp, hiden: [1]}",
                "optimizer:\n  lr: fast",
                "optimizer: {name: adam, lr: -1}",
                "seed: 1\nseed: 2",
                "a: &x 1\nb: *x",
                "model: !!java.lang.String x",
                "seed: &x 1",
                "seed: *x",
                "data: &y {name: digits}",
                "? &k seed\n: 1",
                "*a : 1",
                "seed: ! 5",
                "batch: 1_000",
                "batch: 0x10",
                "batch: 07",
                "threads: !!int 3",
                "[",
                "model: [",
                "- a",
                "seed: 1e3",
                "seed: ''",
                "seed:",
                "batch: 0",
                "epochs: 3\nupdates: 5",
                "patience: 2\ndata: {name: mnist, validation: 0}",
                "model: cnn\n---\nmodel: mlp",
                "rule: {name: z-il, steps: 5}",
                "clip: 1\nrule: ipc",
                "\u0000",
                "a: \"\\x",
                "model: {name: graph, nodes: [{name: x, kind: input, shape: [784]}, {name: out, kind: output, function: {name: linear, in: 783, out: 10}, parents: [x]}]}",
                "model:\n  name: graph\n  nodes:\n    - {name: x, kind: input, shape: [784]}\n    - {name: out, kind: output, function: {name: linear, in: 784, outs: 10}, parents: [x]}",
                "data: csv",
                "<<: a",
                "? [a, b]\n: c",
                "updates: 5\nclip: nothing",
                "checkpoint: {every: 0}",
                "data: {name: csv, path: x, separator: ab}",
                "model: {name: transformer, heads: 3}")) {
            out.append("--- ").append(text.replace("\n", "\\n")).append("\n      ");
            try {
                out.append(Experiment.read(text, List.of()).toYaml().length()).append(" parsed\n");
            } catch (RuntimeException e) {
                out.append(e.getClass().getSimpleName())
                        .append(": ")
                        .append(e.getMessage())
                        .append('\n');
            }
        }
        for (List<String> set : List.of(
                List.of("optimizer.lr=0.01"),
                List.of("optimizer=sgd", "optimizer.momentum=0.9"),
                List.of("optimzer.lr=1"),
                List.of("optimizer.lr"),
                List.of("optimizer.lr="),
                List.of("model.hidden=[64, 64]"),
                List.of("model.hidden=64"),
                List.of("batch.size=3"),
                List.of("optimizer.lr=[1"),
                List.of(".=1"),
                List.of("updates=10"),
                List.of("model.hidden.0=3"))) {
            out.append("--- ").append(set).append("\n      ");
            try {
                Experiment e = Experiment.read("model: {name: mlp, hidden: [3]}", set);
                out.append(e.optimizer()).append(e.model()).append(e.updates()).append('\n');
            } catch (RuntimeException e) {
                out.append(e.getClass().getSimpleName())
                        .append(": ")
                        .append(e.getMessage())
                        .append('\n');
            }
        }
        System.out.println(out.toString().replace((char) 0, '@'));
    }
}
