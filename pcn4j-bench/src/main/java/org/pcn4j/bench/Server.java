package org.pcn4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.pcn4j.tensor.Threads;
import tools.jackson.databind.json.JsonMapper;

/** Answers the lines of whoever measures, each by a line of JSON. */
final class Server {
    private final Work work;
    private final PrintStream out;
    private final JsonMapper json = JsonMapper.shared();

    Server(Work work, PrintStream out) {
        this.work = work;
        this.out = out;
    }

    /** Answers until {@code quit} or the end of the requests. */
    void serve(Threads threads, BufferedReader requests) throws IOException {
        answer(ready(threads, work.pullbacks()));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            if (line.strip().equals("quit")) {
                return;
            }
            try {
                answer(handle(line.strip()));
            } catch (IOException | RuntimeException e) {
                e.printStackTrace();
                answer(failure(e));
            }
        }
    }

    private Map<String, Object> handle(String line) throws IOException {
        String[] words = line.split(" ", 3);
        if (words.length == 3 && words[0].equals("check")) {
            work.reset();
            for (int left = Integer.parseInt(words[1]); left > 0; left--) {
                work.update();
            }
            work.write(Path.of(words[2]));
            return Map.of("ok", true);
        }
        if (words.length == 2 && words[0].equals("run")) {
            work.reset();
            return Map.of("millis", work.timed(Integer.parseInt(words[1])));
        }
        if (words.length == 2 && words[0].equals("peak")) {
            return Map.of(
                    "standing", work.parameterBytes(), "beyond", Peak.during(work::update, Integer.parseInt(words[1])));
        }
        throw new IllegalArgumentException("expected 'check N DIR', 'run N', 'peak N' or 'quit', not '" + line + "'");
    }

    private void answer(Map<String, Object> answer) {
        out.println(json.writeValueAsString(answer));
        out.flush();
    }

    private static Map<String, Object> ready(Threads threads, OptionalLong pullbacks) {
        Map<String, Object> ready = new LinkedHashMap<>();
        ready.put("ready", true);
        ready.put("versions", Versions.all());
        ready.put("threads", threads.toString());
        pullbacks.ifPresent(count -> ready.put("pullbacks", count));
        return ready;
    }

    /** Returns the answer that says what went wrong, in one line. */
    static Map<String, Object> failure(Exception e) {
        return Map.of("error", String.valueOf(e).lines().findFirst().orElse("failed"));
    }
}
