package org.pcn4j.train.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A record's settings are declared once, by its components. */
class EntryTest {
    /** A blade's teeth. */
    private enum Teeth {
        FINE,
        VERY_COARSE
    }

    private record Blade(double edgeLength, Teeth teeth) {}

    private record Saw(Blade blade, int speed, boolean folding) {
        Saw {
            if (speed > 10 && folding) {
                throw new Contradiction("expected at most 10 of one that folds, found " + speed, "speed");
            }
        }
    }

    private static final Entry<Blade> BLADE = Entry.of("blade", Blade.class, "What cuts.")
            .required("edge-length", Kinds.positive(), "In all.")
            .key("teeth", Kinds.choice("kind of teeth", Teeth.class), Teeth.FINE, "Which there are.");

    private static Entry<Saw> saw(String name, boolean folding) {
        return Entry.of(name, Saw.class, "It cuts.")
                .holding("blade", BLADE)
                .fixed("folding", folding)
                .dependent(
                        "speed",
                        Kinds.count(1, 100),
                        values -> values.find("edge-length", Double.class).orElse(1.0) > 5 ? 9 : 3,
                        "How fast it is.");
    }

    private static final Variants<Saw> SAWS =
            Variants.<Saw>of("saw").with(saw("fixed", false)).with(saw("folding", true));

    private static Saw read(String text) {
        return SettingsText.of(text).read(SAWS, List.of());
    }

    @Test
    void aRecordIsMadeOfItsKeysOfThoseOfWhatItHoldsAndOfWhatIsFixed() {
        assertThat(read("{name: folding, edge-length: 2, teeth: very-coarse}"))
                .isEqualTo(new Saw(new Blade(2, Teeth.VERY_COARSE), 3, true));
        assertThat(read("{name: fixed, edge-length: 20}")).isEqualTo(new Saw(new Blade(20, Teeth.FINE), 9, false));
        assertThat(read("{name: fixed, edge-length: 20, speed: 4}").speed()).isEqualTo(4);
    }

    @Test
    void itIsWrittenAsItIsReadUnderTheNameOfWhatIsFixed() {
        Saw saw = new Saw(new Blade(2, Teeth.VERY_COARSE), 7, true);
        assertThat(SettingsText.explain(SAWS, saw)).contains("name: folding", "One of fine, very-coarse.");
        assertThat(read(SettingsText.write(SAWS, saw))).isEqualTo(saw);
    }

    @Test
    void aCatalogTellsAllOfIt() {
        assertThat(SAWS.plural()).isEqualTo("saws");
        assertThat(SAWS.item("fixed"))
                .isEqualTo(new Catalog.Item(
                        "fixed",
                        "It cuts.",
                        Optional.empty(),
                        List.of(
                                new Catalog.Setting("edge-length", Optional.empty(), List.of(), "In all."),
                                new Catalog.Setting(
                                        "teeth",
                                        Optional.of("fine"),
                                        List.of("fine", "very-coarse"),
                                        "Which there are."),
                                new Catalog.Setting("speed", Optional.of("3"), List.of(), "How fast it is."))));
        assertThat(SAWS.item("fixed").takes("speed")).isTrue();
        assertThat(SAWS.item("fixed").takes("folding")).isFalse();
        assertThatThrownBy(() -> SAWS.item("foldng"))
                .hasMessage("unknown saw 'foldng', did you mean 'folding'? valid: fixed, folding");
    }

    @Test
    void whatTheRecordRefusesIsToldWithItsPlace() {
        assertThatThrownBy(() -> read("name: folding\nedge-length: 1\nspeed: 11"))
                .isInstanceOf(SettingsException.class)
                .hasMessage("line 3: speed: expected at most 10 of one that folds, found 11");
        assertThatThrownBy(() -> read("name: folding\nspeed: 1"))
                .hasMessage("line 1: the key 'edge-length' is missing, expected a number greater than 0");
    }

    @Test
    void anEntryThatDoesNotTellOfEveryComponentOnceIsRefused() {
        assertThatThrownBy(() -> saw("a", true).fixed("folding", true).form()).hasMessage("a tells of 'folding' twice");
        assertThatThrownBy(() -> BLADE.key("color", Kinds.flag(), true, "Of the blade."))
                .hasMessage(Blade.class.getName() + " has no component 'color'");
        assertThatThrownBy(() -> Entry.of("b", Blade.class, "What cuts.")
                        .required("edge-length", Kinds.positive(), "In all.")
                        .form())
                .hasMessageContaining("has the keys [edgeLength], its components are [edgeLength, teeth]");
        assertThatThrownBy(() -> Entry.of("c", Teeth.class, "No record.").required("name", Kinds.flag(), "Not one."))
                .hasMessageContaining("is no record");
    }
}
