package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.fetch.Patience;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.items.Items;

/** The papers' experiments from the command line. */
class ReproduceTest {
    @TempDir
    Path folder;

    private Ran reproduce(String... args) {
        // Nothing published is here.
        DataSets none = new DataSets(
                Map.of("PCN4J_CACHE", folder.resolve("cache").toString()),
                DataSets.ofUser().published(),
                Patience.DEFAULT);
        String[] all = new String[args.length + 1];
        all[0] = "reproduce";
        System.arraycopy(args, 0, all, 1, args.length);
        Threads before = Threads.current();
        try {
            return Ran.with(Terminal.PLAIN, none, all);
        } finally {
            before.use();
        }
    }

    @Test
    void theListHasEveryItemWithWhatItShowsAndWhoseItIs() {
        Ran ran = reproduce("--list");
        assertThat(ran.code()).isZero();
        assertThat(ran.err()).isEmpty();
        List<String> lines = ran.out().lines().toList();
        assertThat(lines).hasSize(1 + Items.ALL.size());
        for (int i = 0; i < Items.ALL.size(); i++) {
            Item item = Items.ALL.get(i);
            assertThat(lines.get(i + 1)).startsWith(item.name() + " ").contains(item.sentence(), item.paper());
        }
    }

    @Test
    void whatIsDoneIsToldAndNotDoneAgain() throws IOException {
        Path results = folder.resolve("results");
        Ran ran = reproduce("ablation", "--tiny", "--threads", "1", "--to", results.toString());
        assertThat(ran.err())
                .contains(
                        "ablation: mnist is not here (pcn4j data fetch mnist): digits, which are generated, take its place",
                        "ablation: 1 of 7: mlp digits, seed 1 (");
        assertThat(ran.out()).isEqualTo("ablation: " + results.resolve("ablation-tiny.md") + "\n");
        assertThat(ran.code()).isZero();
        assertThat(Files.readString(results.resolve("ablation-tiny.md")))
                .contains("pcn4j reproduce ablation --tiny\n")
                .contains("Data: digits, shapes, markov.");

        Ran again = reproduce("ablation", "--tiny", "--threads", "1", "--to", results.toString());
        assertThat(again.code()).isZero();
        assertThat(again.err())
                .contains("7 of 7 cases are done already (--fresh does them again)")
                .doesNotContain("1 of 7: mlp");
    }

    /** What was found in one arithmetic does not pass for what another finds. */
    @Test
    void theArithmeticIsToldAndAnotherOneFindsItsOwnNumbers() throws IOException {
        Path results = folder.resolve("results");
        String[] command = {
            "prospective", "--tiny", "--threads", "1", "--to", results.toString(), "--arithmetic", "exact"
        };
        assertThat(reproduce(command).code()).isZero();
        assertThat(Files.readString(results.resolve("prospective-tiny.md")))
                .contains("pcn4j reproduce prospective --tiny --arithmetic exact\n", "* Arithmetic: exact.\n");
        assertThat(Files.readString(results.resolve("prospective-tiny.json")))
                .contains("\"arithmetic\" : \"exact\"")
                .doesNotContain("fused");
        assertThat(reproduce(command).err()).contains(" cases are done already");
        Ran other = reproduce("prospective", "--tiny", "--threads", "1", "--to", results.toString());
        assertThat(other.err()).doesNotContain("are done already");
        assertThat(Files.readString(results.resolve("prospective-tiny.md")))
                .contains("pcn4j reproduce prospective --tiny\n", "* Arithmetic: ");
        assertThat(reproduce("ablation", "--arithmetic", "fast").err()).contains("fast", "exact", "fused");
    }

    @Test
    void whatCannotBeReproducedIsRefusedInALine() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        refused("unknown item 'equalty', did you mean 'equality'? valid: ", "equalty");
        refused("unknown item 'x'; valid: " + String.join(", ", Items.CATALOG.names()) + ", all", "x");
        refused("expected item names with commas between, found ''", "");
        refused("expected item names with commas between, found 'equality,'", "equality,");
        refused("'all' stands for several and is given alone, found 'all,equality'", "all,equality");
        refused("the item 'equality' occurs twice", "equality,equality");
        refused("expected what to reproduce, as in equality, or all; --list tells what there is");
        refused("--to: expected a folder, found the file '" + file + "'", "equality", "--to", file.toString());
        refused("--seeds: expected a whole number from 1 to 2147483647, not '0'", "equality", "--seeds", "0");
        refused("--full, --tiny are mutually exclusive", "equality", "--full", "--tiny");
        refused("--data-dir: there is no folder '" + folder + "/none'", "all", "--data-dir", folder + "/none");
    }

    private void refused(String message, String... args) {
        Ran ran = reproduce(args);
        assertThat(ran.code()).as(message).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).as(message).hasSize(1);
        assertThat(ran.err()).startsWith("pcn4j reproduce: " + message);
    }
}
