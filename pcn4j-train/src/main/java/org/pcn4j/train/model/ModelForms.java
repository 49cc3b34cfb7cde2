package org.pcn4j.train.model;

import java.util.List;
import org.pcn4j.network.FcResNet.Parametrization;
import org.pcn4j.network.ResNet.Norm;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.SettingsText;
import org.pcn4j.train.settings.Variants;

/** How models are written, with the defaults of their settings. */
public final class ModelForms {
    private static final Kind<Integer> WIDTH = Kinds.count(1, 1 << 14);
    private static final int MOST_LAYERS = 1000;
    private static final int MOST_NODES = 4096;
    private static final int MOST_BLOCKS = 256;
    private static final int DEEPEST = 10;

    private static final List<Integer> MLP_HIDDEN = List.of(128, 128);
    private static final int HIDDEN = 128;
    private static final int EMBEDDING = 64;
    private static final int HEADS = 4;
    private static final int ALEXNET_WIDTH = 64;
    private static final int VGG_WIDTH = 128;
    private static final int RESNET_WIDTH = 64;
    private static final int UNET_WIDTH = 32;
    private static final int FC_RESNET_DEPTH = 10;

    private static final String FIRST = "The channels of the first convolution.";
    private static final String HE = "He et al. 2016, arXiv 1512.03385";

    /** To begin a network of one's own with. */
    private static final String EXAMPLE = """
            - {name: x, kind: input, shape: [784]}
            - {name: fc1, function: [{name: linear, in: 784, out: 128}, tanh], parents: [x]}
            - {name: out, kind: output, function: {name: linear, in: 128, out: 10}, parents: [fc1]}
            """;

    private static final Kind<List<NodeSpec>> NODES = Kinds.list(NodeSpec.KIND, 2, MOST_NODES);

    /** All models. */
    public static final Variants<ModelSpec> KIND = Variants.<ModelSpec>of("model")
            .with(Entry.of("mlp", ModelSpec.Mlp.class, "Fully connected; reads images or rows.")
                    .key(
                            "hidden",
                            Kinds.list(Kinds.count(1, 1 << 20), 0, MOST_LAYERS),
                            MLP_HIDDEN,
                            "The widths of the hidden layers.")
                    .key(
                            "activation",
                            Kinds.choice("activation", Activation.class),
                            Activation.TANH,
                            "Of the hidden layers."))
            .with(Entry.of(
                    "cnn", ModelSpec.Cnn.class, "Two convolutions with max-pooling and a hidden layer; reads images."))
            .with(Entry.of("rnn", ModelSpec.Rnn.class, "Recurrent; reads a gray image row by row and predicts once.")
                    .key("hidden", WIDTH, HIDDEN, "The width of the state."))
            .with(Entry.of(
                            "alexnet",
                            ModelSpec.Alexnet.class,
                            "Five convolutions and three linear layers with dropout; reads images whose sizes are"
                                    + " multiples of 16.")
                    .key("width", WIDTH, ALEXNET_WIDTH, FIRST)
                    .citing("Krizhevsky, Sutskever and Hinton 2012"))
            .with(Entry.of(
                            "vgg5",
                            ModelSpec.Vgg5.class,
                            "Four convolutions with max-pooling; reads images whose sizes are multiples of 16.")
                    .key("width", WIDTH, VGG_WIDTH, FIRST))
            .with(resnet("resnet18", Norm.BATCH, "Eighteen layers with skip connections; reads images."))
            .with(resnet("resnet18-plain", Norm.NONE, "The same without batch normalization."))
            .with(Entry.of("lstm", ModelSpec.Lstm.class, "Reads words letter by letter and predicts once.")
                    .key("embedding", WIDTH, EMBEDDING, "The width of the symbols' embedding.")
                    .key("hidden", WIDTH, HIDDEN, "The width of carry and state.")
                    .citing("Hochreiter and Schmidhuber 1997"))
            .with(Entry.of(
                            "transformer",
                            ModelSpec.Transformer.class,
                            "Blocks of attention; reads text and predicts every next character.")
                    .key("blocks", Kinds.count(1, MOST_BLOCKS), 1, "How many blocks there are.")
                    .key("width", WIDTH, HIDDEN, "The width of the vectors.")
                    .key("heads", WIDTH, HEADS, "Of the attention, a divisor of the width.")
                    .citing("Vaswani et al. 2017, arXiv 1706.03762"))
            .with(Entry.of(
                            "autoencoder",
                            ModelSpec.Autoencoder.class,
                            "Convolutions down and up again with skip connections; reads images, which it learns to show.")
                    .key("width", WIDTH, UNET_WIDTH, "The channels at full size.")
                    .key("depth", Kinds.count(1, DEEPEST), 2, "How often the size is halved.")
                    .citing("Ronneberger, Fischer and Brox 2015, arXiv 1505.04597"))
            .with(Entry.of(
                            "fc-resnet",
                            FcResnetSpec.class,
                            "Fully connected with skip connections, for great depths; reads images or rows.")
                    .key("depth", Kinds.count(2, MOST_LAYERS), FC_RESNET_DEPTH, "How many weight matrices there are.")
                    .key("width", WIDTH, HIDDEN, "The width of the hidden layers.")
                    .key(
                            "activation",
                            Kinds.choice("activation", Activation.class),
                            Activation.RELU,
                            "Of the hidden layers.")
                    .key(
                            "parametrization",
                            Kinds.choice("parametrization", Parametrization.class),
                            Parametrization.MUPC,
                            "How large what a layer adds begins: mupc, by depth and width, or standard, as PyTorch's.")
                    .citing("Innocenti et al. 2025, arXiv 2505.13124"))
            .with(GenerativeSpec.BothWays.entry())
            .with(GenerativeSpec.Graph.entry())
            .with(GenerativeSpec.Chain.entry())
            .with(Entry.of("graph", GraphSpec.class, "Spelled out node by node; reads what its input reads.")
                    .dependent(
                            "nodes",
                            NODES,
                            // Read late: what a jar adds to the functions may be wrong, and then this class loads
                            // still.
                            values -> SettingsText.of(EXAMPLE).read(NODES, List.of()),
                            "All nodes, in any order: one reads samples, one is the output."))
            .open(ModelSpec.class);

    private ModelForms() {}

    private static Entry<ModelSpec.Resnet18> resnet(String name, Norm norm, String sentence) {
        return Entry.of(name, ModelSpec.Resnet18.class, sentence)
                .key("width", WIDTH, RESNET_WIDTH, "The channels of the first stage.")
                .fixed("norm", norm)
                .citing(HE);
    }
}
