package org.pcn4j.spark;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A standalone cluster of Spark on this machine: a master and workers, each a process, from the jars on the class path. Spark finds
 * them as in a distribution, in {@code SPARK_HOME/jars}; folders of classes are what its extra class path names, and this module is a
 * jar, as {@code spark-submit} is handed one.
 */
final class Cluster implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern MASTER = Pattern.compile("spark://127\\.0\\.0\\.1:\\d+");
    private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");
    private static final long PATIENCE_SECONDS = 60;

    private final Path folder;
    private final Path home;
    private final Path jar;
    private final String classFolders;
    private final List<Worker> workers = new ArrayList<>();
    private final Process master;
    private final String address;

    /**
     * A worker.
     *
     * @param folder where its executors work
     */
    record Worker(Process process, Path folder) {
        /** Returns the last stage of which its executor of the newest application ran a task of this number; -1 if it ran none. */
        int lastStage(int task) throws IOException {
            Pattern running = Pattern.compile("Running task " + task + "\\.0 in stage (\\d+)\\.");
            int last = -1;
            for (Path file : newestOutput()) {
                Matcher matcher = running.matcher(Files.readString(file));
                while (matcher.find()) {
                    last = Math.max(last, Integer.parseInt(matcher.group(1)));
                }
            }
            return last;
        }

        private List<Path> newestOutput() throws IOException {
            try (Stream<Path> applications = Files.list(folder)) {
                Optional<Path> newest = applications.filter(Files::isDirectory).max(Comparator.naturalOrder());
                if (newest.isEmpty()) {
                    return List.of();
                }
                try (Stream<Path> files = Files.walk(newest.get())) {
                    return files.filter(each -> each.endsWith("stderr")).toList();
                }
            }
        }

        /** Kills it and its executors, as a machine that loses its power would. */
        void kill() throws InterruptedException {
            List<ProcessHandle> executors = process.descendants().toList();
            process.destroyForcibly();
            executors.forEach(ProcessHandle::destroyForcibly);
            process.waitFor();
        }
    }

    /** Starts a master and as many workers, of so many cores. */
    Cluster(Path folder, int workers, int cores) throws IOException, InterruptedException {
        this.folder = folder;
        this.home = folder.resolve("spark");
        List<Path> entries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .filter(Files::exists)
                .toList();
        Path jars = Files.createDirectories(home.resolve("jars"));
        for (Path entry : entries) {
            Path link = jars.resolve(entry.getFileName());
            if (Files.isRegularFile(entry) && !Files.exists(link)) {
                Files.createSymbolicLink(link, entry.toAbsolutePath());
            }
        }
        List<Path> own = Stream.of("classes", "test-classes")
                .map(each -> Path.of("target", each).toAbsolutePath())
                .toList();
        this.classFolders = entries.stream()
                .map(Path::toAbsolutePath)
                .filter(entry -> Files.isDirectory(entry) && !own.contains(entry))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        this.jar = packed(own, folder.resolve("pcn4j-spark.jar"));
        Path said = folder.resolve("master");
        this.master = start(
                said,
                "org.apache.spark.deploy.master.Master",
                List.of("--host", LOOPBACK, "--port", "0", "--webui-port", "0"));
        this.address = await(said, MASTER, master);
        for (int i = 0; i < workers; i++) {
            add(cores);
        }
    }

    private static Path packed(List<Path> folders, Path jar) throws IOException {
        try (OutputStream bytes = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(bytes)) {
            for (Path classes : folders) {
                for (Path file : files(classes)) {
                    out.putNextEntry(
                            new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                    Files.copy(file, out);
                }
            }
        }
        return jar;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** Adds a worker. */
    void add(int cores) throws IOException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve("worker" + workers.size()));
        Path said = folder.resolve("said by worker" + workers.size());
        Process process = start(
                said,
                "org.apache.spark.deploy.worker.Worker",
                List.of(
                        "--host",
                        LOOPBACK,
                        "--port",
                        "0",
                        "--webui-port",
                        "0",
                        "--cores",
                        Integer.toString(cores),
                        "--memory",
                        "2g",
                        "--work-dir",
                        own.toString(),
                        address));
        workers.add(new Worker(process, own));
        await(said, REGISTERED, process);
    }

    /** Returns the workers that have not been killed. */
    List<Worker> workers() {
        return workers.stream().filter(worker -> worker.process().isAlive()).toList();
    }

    /**
     * Submits a program.
     *
     * @param said where it says what it says
     * @param conf settings of Spark
     * @param type the class
     * @param words what it is told
     */
    Process submit(Path said, List<String> conf, Class<?> type, List<String> words) throws IOException {
        List<String> all = new ArrayList<>(List.of("--master", address, "--class", type.getName()));
        Stream.concat(
                        Stream.of(
                                "spark.driver.host=" + LOOPBACK,
                                "spark.ui.enabled=false",
                                "spark.driver.extraClassPath=" + classFolders,
                                "spark.executor.extraClassPath=" + classFolders,
                                "spark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector -XX:+UseSerialGC"),
                        conf.stream())
                .forEach(setting -> all.addAll(List.of("--conf", setting)));
        all.add(jar.toString());
        all.addAll(words);
        return start(said, "org.apache.spark.deploy.SparkSubmit", all);
    }

    private Process start(Path said, String type, List<String> words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-cp",
                home.resolve("jars") + "/*" + File.pathSeparator + classFolders,
                type));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", LOOPBACK);
        return builder.start();
    }

    private static String await(Path said, Pattern pattern, Process process) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (process.isAlive() && System.nanoTime() < end) {
            Matcher matcher = pattern.matcher(Files.readString(said));
            if (matcher.find()) {
                return matcher.group();
            }
            Thread.sleep(50);
        }
        throw new AssertionError("'" + pattern + "' was not said: " + Files.readString(said));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Worker worker : workers) {
            worker.kill();
        }
        master.destroyForcibly();
        master.waitFor();
        // Else whoever deletes the folder warns of each.
        for (Path link : files(home.resolve("jars"))) {
            Files.delete(link);
        }
    }
}
