package org.pcn4j.train.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Pictures that move. */
class AnimationTest {
    private static final List<double[]> WAY = List.of(new double[] {0, 0}, new double[] {5, 0}, new double[] {10, -10});

    private static Animation animation() {
        List<Animation.Thing> things = List.of(
                new Animation.Trail(Color.GRAY, WAY),
                new Animation.Limbs(
                        Color.BLUE,
                        10,
                        WAY.stream().map(end -> List.of(new double[2], end)).toList()),
                new Animation.Disc(Color.RED, 1, WAY));
        List<Animation.Bar> bars = List.of(new Animation.Bar("much & more", Color.GREEN, List.of(0.0, 0.5, 1.0)));
        return new Animation(10, 10, 2.5, 1, things, bars, List.of(new Animation.Mark("there", 1)));
    }

    /** A room of 20 is 1140 pixels wide, from 30 on: a unit has 57. */
    @Test
    void everyThingMovesThroughItsMomentsAndStandsAtTheOneThatIsSeenWhereNothingMoves() throws Exception {
        String svg = animation().svg();
        NodeList found = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getElementsByTagName("animate");
        Map<String, List<String>> expected = Map.of(
                "d", List.of("M600 600L600 600", "M600 600L885 600", "M600 600L1170 1170"),
                "cx", List.of("600", "885", "1170"),
                "cy", List.of("600", "600", "1170"));
        List<String> attributes = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            Element animate = (Element) found.item(i);
            String attribute = animate.getAttribute("attributeName");
            attributes.add(attribute);
            assertThat(animate.getAttribute("dur")).isEqualTo("2.5s");
            assertThat(animate.getAttribute("repeatCount")).isEqualTo("indefinite");
            List<String> values = List.of(animate.getAttribute("values").split(";"));
            String shown = ((Element) animate.getParentNode()).getAttribute(attribute);
            if (expected.containsKey(attribute)) {
                assertThat(values).isEqualTo(expected.get(attribute));
                assertThat(shown).isEqualTo(values.get(1));
            } else {
                double whole = Double.parseDouble(values.get(values.size() - 1));
                assertThat(Double.parseDouble(shown)).isEqualTo(whole / 2);
            }
        }
        assertThat(attributes).containsExactly("d", "cx", "cy", "width", "width");
    }

    @Test
    void thePictureNeedsNothingElse() {
        assertThat(animation().svg())
                .contains("much &amp; more", "there")
                .doesNotContain("href", "<script", "url(", "@import");
    }
}
