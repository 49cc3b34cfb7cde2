package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.model.ModelForms;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class NetworkCommandTest {
    static List<String> models() {
        return ModelForms.KIND.names();
    }

    private static Network network(String model) {
        try {
            return Experiment.byDefault(model).network(DataAccess.ofUser(new Access.Offline()));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyModelIsShownAsATableWithWhatItsPlanTakes(String model) {
        Ran ran = Ran.pcn4j("network", "--model", model);
        assertThat(ran.code()).isZero();
        assertThat(ran.err()).isEmpty();
        for (Node node : network(model).nodes()) {
            assertThat(ran.out()).startsWith("node ").contains(node.name() + " ");
        }
        int nodes = (int)
                network(model).nodes().stream().filter(node -> !node.isRoot()).count();
        assertThat(ran.out())
                .contains(model + ": ")
                .contains(" " + nodes + " nodes, ")
                .contains("z-il plans " + nodes + " predictions");
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyModelIsDrawnLevelledAsWholeSvg(String model, @TempDir Path folder)
            throws IOException, ParserConfigurationException, SAXException {
        Path file = folder.resolve("drawn.svg");
        Ran ran = Ran.pcn4j("network", "--model", model, "--levelled", "--as", "svg", "--output", file.toString());
        assertThat(ran.code()).isZero();
        Element svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(Files.readString(file))))
                .getDocumentElement();
        assertThat(svg.getTagName()).isEqualTo("svg");
        assertThat(svg.getElementsByTagName("path").getLength()).isPositive();
        int boxes = svg.getElementsByTagName("rect").getLength() - 1;
        assertThat(boxes).isEqualTo(network(model).nodes().size());
    }

    @Test
    void aDrawingToStandardOutputIsTheDrawingAloneUnderItsTitle() {
        Ran ran = Ran.pcn4j("network", "--model=resnet18", "--levelled", "--as=svg", "--output=-");
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .startsWith("<svg ")
                .endsWith("</svg>\n")
                .contains(
                        "<title>resnet18, levelled: 11,173,962 parameters, inputs at the top, outputs at the bottom</title>")
                .doesNotContain("…");
        assertThat(Path.of("-")).doesNotExist();
        assertThat(ran.out())
                .isEqualTo(Ran.pcn4j("network", "--model=resnet18", "--levelled", "--as=svg")
                        .out());
    }

    @Test
    void whereNothingCanBeWrittenTheDrawingIsRefusedBeforeItIsMade(@TempDir Path folder) {
        Ran ran = Ran.pcn4j("network", "--model=mlp", "--as=svg", "--output=" + folder.resolve("no/drawn.svg"));
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("--output: there is no folder").hasLineCount(1);
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyModelIsWrittenForGraphviz(String model) {
        Ran ran = Ran.pcn4j("network", "--model", model, "--as", "dot");
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).startsWith("digraph network {").endsWith("}\n");
        long edges = ran.out().lines().filter(line -> line.contains(" -> ")).count();
        assertThat(edges)
                .isEqualTo(network(model).nodes().stream()
                        .mapToLong(node -> node.parents().size())
                        .sum());
    }
}
