package org.pcn4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.BatchNorm;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Dropout;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Function;
import org.pcn4j.function.LeakyRelu;
import org.pcn4j.function.Linear;
import org.pcn4j.tensor.Shape;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class DrawingTest {
    private static final Function LONG = Chain.of(
            new Conv2d(3, 16, 3), new BatchNorm(16), new LeakyRelu(0.125), new Dropout(0.25), new Conv2d(16, 16, 3));

    private static final Network NETWORK = Network.builder()
            .input("x", Shape.of(3, 8, 8))
            .node("first", LONG, "x")
            .node("flat", new Flatten(), "first")
            .output("out", new Linear(256, 4), new CrossEntropy(), "flat")
            .build();

    private static Element parsed(String svg) throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        return document.getDocumentElement();
    }

    private static List<Element> all(Element svg, String tag) {
        List<Element> all = new ArrayList<>();
        NodeList found = svg.getElementsByTagName(tag);
        for (int i = 0; i < found.getLength(); i++) {
            all.add((Element) found.item(i));
        }
        return all;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    @Test
    void everyFunctionOfALongChainIsNamedWhole() throws Exception {
        Element svg = parsed(Drawing.svg(NETWORK));
        String words = String.join(
                " ", all(svg, "text").stream().map(Element::getTextContent).toList());
        assertThat(words)
                .contains(LONG.toString())
                .contains("linear(256 → 4), cross-entropy")
                .doesNotContain("…");
        assertThat(Drawing.dot(NETWORK)).contains(LONG.toString());
    }

    @Test
    void boxesGrowWithWhatTheyNameAndRowsLieBelowOneAnother() throws Exception {
        List<Element> boxes = all(parsed(Drawing.svg(NETWORK)), "rect");
        boxes.remove(0);
        assertThat(boxes).hasSize(4);
        assertThat(number(boxes.get(1), "height")).isGreaterThan(number(boxes.get(2), "height"));
        for (int i = 1; i < boxes.size(); i++) {
            assertThat(number(boxes.get(i), "y"))
                    .isGreaterThan(number(boxes.get(i - 1), "y") + number(boxes.get(i - 1), "height"));
        }
    }

    @Test
    void theDrawingAndEachNodeHaveTitles() throws Exception {
        Element svg = parsed(Drawing.svg(NETWORK, "A <small> network"));
        assertThat(svg.getFirstChild().getNextSibling().getTextContent()).isEqualTo("A <small> network");
        assertThat(parsed(Drawing.svg(NETWORK)).getFirstChild().getNextSibling().getTextContent())
                .isEqualTo("Network of 3,828 parameters: 4 nodes, inputs at the top, outputs at the bottom");
        assertThat(all(svg, "g").get(1).getFirstChild().getTextContent())
                .startsWith("first [16, 4, 4]\n" + LONG + "\nlevel 2\nfrom x\n")
                .contains("0.weight [16, 3, 3, 3]");
    }

    @Test
    void namesThatNoXmlMayHoldDoNotSpoilTheDrawing() throws Exception {
        Network hostile = Network.builder()
                .input("x\u0000\u0007", Shape.of(4))
                .output("<&\">", new Linear(4, 2), new CrossEntropy(), "x\u0000\u0007")
                .build();
        List<String> titles = all(parsed(Drawing.svg(hostile)), "title").stream()
                .map(Element::getTextContent)
                .toList();
        assertThat(titles.get(1)).startsWith("x\uFFFD\uFFFD [4]");
        assertThat(titles.get(2)).startsWith("<&\"> [2]");
    }
}
