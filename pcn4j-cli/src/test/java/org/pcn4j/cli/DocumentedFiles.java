package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.file.SafeTensors;
import org.pcn4j.train.run.RunFolder;

/**
 * The files and runs that commands of the docs name, in a folder. Experiments that a page shows under their names, in a first
 * line {@code # name.yaml}, are those; other files that no command has made are made when named.
 */
final class DocumentedFiles {
    private static final Pattern RUN = Pattern.compile("runs/(?:TIME|\\d{8}-\\d{6})-(\\w+)");
    private static final Pattern FILE =
            Pattern.compile("[\\w-]+\\.(yaml|png|csv|json|svg|onnx|safetensors)|flowers/|digits/");
    private static final Pattern SHOWN = Pattern.compile("```yaml\\n# ([\\w-]+\\.yaml)\\n(.*?)```", Pattern.DOTALL);
    private static final Set<String> PICTURES = Set.of("seven.png", "picture.png");
    private static final String SMALL = "epochs: 1\nthreads: 1\n";

    private final Path folder;

    DocumentedFiles(Path folder) {
        this.folder = folder;
    }

    /** Writes the experiments that a page shows under their names, and returns these. */
    Set<String> shownBy(Path page) throws IOException {
        Set<String> names = new HashSet<>();
        for (MatchResult shown : SHOWN.matcher(Files.readString(page)).results().toList()) {
            Files.writeString(folder.resolve(shown.group(1)), shown.group(2));
            names.add(shown.group(1));
        }
        return names;
    }

    /** Returns the words of a command with the paths in them in the folder. */
    List<String> found(List<String> words) throws IOException {
        List<String> found = new ArrayList<>();
        for (String word : words) {
            Matcher run = RUN.matcher(word);
            if (run.matches()) {
                found.add(run(run.group(1)).path().toString());
            } else if (FILE.matcher(word).matches()) {
                found.add(file(word, words.get(0).equals("init")).toString());
            } else {
                found.add(word);
            }
        }
        return found;
    }

    private Path file(String name, boolean isToBeMade) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file) && !isToBeMade) {
            make(name, file);
        }
        return file;
    }

    private void make(String name, Path file) throws IOException {
        if (name.equals("digits.yaml")) {
            Files.writeString(
                    file, "model: {name: mlp, hidden: [12]}\ndata: {name: digits, train: 200, test: 40}\n" + SMALL);
        } else if (name.equals("both.yaml")) {
            Files.writeString(
                    file,
                    "model: {name: bidirectional, hidden: [12]}\ndata: {name: digits, train: 200, test: 40}\n" + SMALL);
        } else if (name.equals("houses.yaml")) {
            Files.writeString(
                    file,
                    "model: {name: mlp, hidden: [4]}\nbatch: 8\ndata: {name: csv, target: number, path: '"
                            + houses("houses.csv", "area,rooms,price") + "'}\n" + SMALL);
        } else if (name.equals("shakespeare.yaml")) {
            Path text = Files.writeString(folder.resolve("plays.txt"), "ROMEO: But soft, what light?\n".repeat(60));
            Files.writeString(
                    file,
                    "model: {name: transformer, width: 8, heads: 2}\nbatch: 8\ndata: {name: text, window: 16, path: '"
                            + text + "'}\n" + SMALL);
        } else if (name.equals("new.csv")) {
            houses(name, "rooms,area,street");
        } else if (name.equals("torch.safetensors")) {
            weights(file);
        } else if (name.equals("flowers/")) {
            for (String kind : List.of("rose", "tulip")) {
                Path pictures = Files.createDirectories(file.resolve(kind));
                for (int i = 0; i < 5; i++) {
                    picture(pictures.resolve(i + ".png"), 8);
                }
            }
        } else if (name.equals("digits/")) {
            for (int size = 28; size < 31; size++) {
                picture(Files.createDirectories(file).resolve(size + ".png"), size);
            }
        } else if (PICTURES.contains(name)) {
            picture(file, 28);
        }
    }

    private Path houses(String name, String columns) throws IOException {
        List<String> lines = new ArrayList<>(List.of(columns));
        for (int i = 0; i < 40; i++) {
            lines.add(String.format(Locale.ROOT, "%d,%d,%d", 50 + 3 * i, 1 + i % 5, 100 * i + 7));
        }
        return Files.write(folder.resolve(name), lines);
    }

    private static void picture(Path file, int size) throws IOException {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 2; i < size - 2; i++) {
            image.setRGB(i, 3, 0xffffff);
            image.setRGB(size - 1 - i, i, 0xffffff);
        }
        ImageIO.write(image, "png", file.toFile());
    }

    /** The weights of the digits' network, called as in a PyTorch module that is a sequence. */
    private void weights(Path file) throws IOException {
        try (TensorScope scope = new TensorScope();
                SafeTensors model = SafeTensors.open(run("digits").model())) {
            Map<String, Tensor> renamed = new LinkedHashMap<>();
            for (String name : model.names()) {
                renamed.put(name.replace("fc1.", "net.0.").replace("out.", "net.2."), model.read(name));
            }
            SafeTensors.write(file, renamed, Map.of());
        }
    }

    /** Returns the newest run of a name. */
    private RunFolder run(String name) throws IOException {
        Path runs = folder.resolve("runs");
        if (Files.isDirectory(runs)) {
            List<RunFolder> all = RunFolder.list(runs).stream()
                    .filter(run -> run.path().toString().endsWith("-" + name))
                    .toList();
            if (!all.isEmpty()) {
                return all.get(all.size() - 1);
            }
        }
        Path experiment = file(name + ".yaml", false);
        Ran ran = Ran.pcn4j("train", experiment.toString(), "--runs=" + runs);
        assertThat(ran.code()).as(ran.err()).isZero();
        return run(name);
    }
}
