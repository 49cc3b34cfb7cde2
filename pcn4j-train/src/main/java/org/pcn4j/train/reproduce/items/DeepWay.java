package org.pcn4j.train.reproduce.items;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A way for a deep network to learn.
 *
 * @param rule as experiments write it
 * @param more settings
 * @param cost about how many times as long it takes as backpropagation, over the layers
 */
record DeepWay(String rule, Kind kind, String more, double cost) {
    private static final String NORM = " projection=variance-norm";

    /** The networks that learn, with their losses and optimizers. */
    enum Kind {
        HE {
            @Override
            String experiment(int layers) {
                return "model=" + Experiments.chain(layers, WIDTH, "relu", HE_WEIGHTS, "}") + SUM;
            }
        },
        PLAIN {
            @Override
            String experiment(int layers) {
                return plain(layers) + SUM;
            }
        },
        PLAIN_SQUARED {
            @Override
            String experiment(int layers) {
                return plain(layers) + " loss=squared-error optimizer={name: adam, lr: 0.001}";
            }

            @Override
            String data(String name) {
                return " data={name: " + name + ", validation: 0, normalize: standard}";
            }
        },
        RESIDUAL {
            @Override
            String experiment(int layers) {
                return "model={name: fc-resnet, width: " + WIDTH + ", depth: " + layers
                        + "} loss=squared-error optimizer={name: adam, lr: 0.1}";
            }
        };

        private static final int WIDTH = 128;
        private static final String HE_WEIGHTS = ", weights: {name: kaiming-normal, gain: 1.41421356}}";
        private static final String SUM = " loss=cross-entropy optimizer={name: adam, lr: 0.001}";

        abstract String experiment(int layers);

        String data(String name) {
            return " data={name: " + name + ", validation: 0}";
        }

        private static String plain(int layers) {
            return "model={name: mlp, activation: relu, hidden: [" + WIDTH + (", " + WIDTH).repeat(layers - 2) + "]}";
        }
    }

    String experiment(int layers, String data) {
        return kind.experiment(layers) + kind.data(data) + more;
    }

    /** Whether the network that learns is residual, of scaled layers. */
    boolean isResidual() {
        return kind == Kind.RESIDUAL;
    }

    /** Returns the ways by name. */
    static Map<String, DeepWay> ways(int layers) {
        String steps = ", steps: " + layers + "}";
        String fixed = "{name: fpa, gamma: 0.5, steps: " + 2 * layers + "}";
        Map<String, DeepWay> ways = new LinkedHashMap<>();
        ways.put("bp", new DeepWay("bp", Kind.HE, "", 0));
        ways.put("z-il", new DeepWay("z-il", Kind.HE, "", 0));
        ways.put("il", new DeepWay("{name: il, gamma: 0.1" + steps, Kind.HE, "", 1));
        ways.put("epc", new DeepWay("{name: epc, gamma: 0.0078125" + steps, Kind.PLAIN_SQUARED, "", 1));
        ways.put("epc in the mlp", new DeepWay("{name: epc, gamma: 0.0078125" + steps, Kind.HE, "", 1));
        ways.put("epc in the mlp, γ/10", new DeepWay("{name: epc, gamma: 0.00078125" + steps, Kind.HE, "", 1));
        ways.put("spiking", new DeepWay("{name: spiking, gamma: 0.5" + steps, Kind.HE, "", 1));
        ways.put("decaying", new DeepWay("{name: decaying, gamma: 0.5" + steps, Kind.HE, "", 1));
        ways.put("fpa", new DeepWay(fixed, Kind.HE, "", 1));
        ways.put("fpa + norm", new DeepWay(fixed, Kind.HE, NORM, 1));
        ways.put("bp + norm", new DeepWay("bp", Kind.HE, NORM, 0));
        ways.put("µPC", new DeepWay("{name: il, gamma: 0.0078125" + steps, Kind.RESIDUAL, "", 1));
        ways.put("bp in epc's network", new DeepWay("bp", Kind.PLAIN_SQUARED, "", 0));
        ways.put("bp in µPC's network", new DeepWay("bp", Kind.RESIDUAL, "", 0));
        ways.put("bp from PyTorch's weights", new DeepWay("bp", Kind.PLAIN, "", 0));
        return ways;
    }
}
