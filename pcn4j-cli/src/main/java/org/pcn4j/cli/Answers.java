package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.model.Answer;
import org.pcn4j.train.model.Description;
import org.pcn4j.train.model.Domain;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a network said of samples, to be written as text, CSV or JSON. For one thread. */
final class Answers {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final int SHOWN = 8;

    private final Description description;
    private final int top;
    private final List<String> names = new ArrayList<>();
    private final List<Answer> all = new ArrayList<>();

    /**
     * Collects answers.
     *
     * @param top how many classes a text and JSON name
     */
    Answers(Description description, int top) {
        this.description = description;
        this.top = top;
    }

    void add(String name, Answer answer) {
        names.add(name);
        all.add(answer);
    }

    String written(AnswerForm form) {
        return switch (form) {
            case TEXT -> text();
            case CSV -> csv();
            case JSON -> json();
        };
    }

    private List<String> targets() {
        return description.preparation().targetNames();
    }

    private List<String> classes() {
        return description.domain().classes();
    }

    // ---- text ----

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < all.size(); i++) {
            text.append(names.get(i)).append(": ").append(told(all.get(i))).append(System.lineSeparator());
        }
        return text.toString();
    }

    private String told(Answer answer) {
        if (answer.label().isEmpty()) {
            return numbers(answer);
        }
        if (answer.probabilities().isEmpty()) {
            return shown(answer.label());
        }
        return likeliest(answer)
                .map(label -> shown(classes().get(label)) + " "
                        + Experiments.percent(answer.probabilities().get(label)))
                .collect(Collectors.joining(", "));
    }

    private String numbers(Answer answer) {
        double[] outputs = answer.outputs();
        List<String> named = targets();
        if (named.size() == outputs.length) {
            return IntStream.range(0, outputs.length)
                    .mapToObj(i -> (named.equals(List.of(Domain.Rows.NUMBER)) ? "" : OneLine.of(named.get(i)) + " ")
                            + Experiments.number(outputs[i]))
                    .collect(Collectors.joining(", "));
        }
        String first = IntStream.range(0, Math.min(SHOWN, outputs.length))
                .mapToObj(i -> Experiments.number(outputs[i]))
                .collect(Collectors.joining(", "));
        return outputs.length > SHOWN
                ? String.format(Locale.ROOT, "%s … %,d numbers (all of them: --as csv or json)", first, outputs.length)
                : first;
    }

    /** Characters are quoted; what would not be seen on the line is told as in Java and JSON, a line break as \\n. */
    private String shown(String name) {
        if (!(description.domain() instanceof Domain.Characters)) {
            return OneLine.of(name);
        }
        return switch (name) {
            case "\n" -> "'\\n'";
            case "\r" -> "'\\r'";
            case "\t" -> "'\\t'";
            default ->
                OneLine.of(name).equals(name)
                        ? OneLine.quoted(name)
                        : String.format(Locale.ROOT, "U+%04X", name.codePointAt(0));
        };
    }

    private Stream<Integer> likeliest(Answer answer) {
        return IntStream.range(0, classes().size())
                .boxed()
                .sorted(Comparator.comparingDouble(
                        (Integer label) -> -answer.probabilities().get(label)))
                .limit(top);
    }

    // ---- CSV ----

    private String csv() {
        StringBuilder text = new StringBuilder();
        List<String> header = new ArrayList<>(List.of("sample"));
        Answer first = all.get(0);
        if (first.label().isEmpty()) {
            header.addAll(
                    targets().size() == first.outputs().length
                            ? targets()
                            : IntStream.rangeClosed(1, first.outputs().length)
                                    .mapToObj(Integer::toString)
                                    .toList());
        } else {
            header.add("label");
            if (!first.probabilities().isEmpty()) {
                header.addAll(classes());
            }
        }
        line(text, header);
        for (int i = 0; i < all.size(); i++) {
            Answer answer = all.get(i);
            List<String> fields = new ArrayList<>(List.of(names.get(i)));
            if (answer.label().isEmpty()) {
                for (double output : answer.outputs()) {
                    fields.add(Double.toString(output));
                }
            } else {
                fields.add(answer.label());
                answer.probabilities().forEach(share -> fields.add(Double.toString(share)));
            }
            line(text, fields);
        }
        return text.toString();
    }

    /** Ends lines as RFC 4180 does. */
    private static void line(StringBuilder text, List<String> fields) {
        text.append(CsvLine.of(fields)).append("\r\n");
    }

    // ---- JSON ----

    private String json() {
        ArrayNode array = JSON.createArrayNode();
        for (int i = 0; i < all.size(); i++) {
            Answer answer = all.get(i);
            ObjectNode object = array.addObject().put("sample", names.get(i));
            if (answer.label().isEmpty()) {
                numbers(object, answer);
            } else {
                object.put("label", answer.label());
                if (!answer.probabilities().isEmpty()) {
                    ObjectNode shares = object.putObject("probabilities");
                    likeliest(answer)
                            .forEach(label -> shares.put(
                                    classes().get(label), answer.probabilities().get(label)));
                }
            }
        }
        return JSON.writeValueAsString(array) + System.lineSeparator();
    }

    private void numbers(ObjectNode object, Answer answer) {
        List<String> named = targets();
        double[] outputs = answer.outputs();
        if (named.size() == outputs.length) {
            ObjectNode numbers = object.putObject("numbers");
            for (int i = 0; i < outputs.length; i++) {
                numbers.put(named.get(i), outputs[i]);
            }
        } else {
            ArrayNode numbers = object.putArray("numbers");
            for (double output : outputs) {
                numbers.add(output);
            }
        }
    }
}
