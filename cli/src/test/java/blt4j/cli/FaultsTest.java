package blt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Interruption;
import blt4j.cli.console.Terminal;
import blt4j.compute.cpu.CpuBackend;
import blt4j.model.checkpoint.Checkpoint;
import blt4j.model.config.CheckpointOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Full disks, interrupts, kills and closed streams, at any moment: nothing is lost, and nothing passes for whole. */
@Timeout(180)
class FaultsTest {
    @TempDir
    private Path folder = Path.of("");

    private @Nullable String usual;

    private Path text(int lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append("Line ").append(i).append(" of what the keeper wrote down.\n");
        }
        return Files.writeString(folder.resolve("text.txt"), text);
    }

    private static String[] annotation(Path text, Path output, boolean resume) {
        List<String> arguments = new ArrayList<>(List.of(
                "annotate",
                "--model",
                Cli.model("hf-tiny"),
                "--backend",
                "cpu",
                "--documents",
                "line",
                "-o",
                output.toString(),
                text.toString()));
        if (resume) {
            arguments.add("--resume");
        }
        return arguments.toArray(String[]::new);
    }

    private List<String> undisturbed(Path text, String ending) throws IOException {
        Path output = folder.resolve("undisturbed." + ending);
        assertEquals(0, Cli.PIPED.run(annotation(text, output, false)).code());
        return records(output);
    }

    /** All that a file says; an Arrow file may say it in other batches. */
    private static List<String> records(Path file) throws IOException {
        if (!file.toString().endsWith(".arrow")) {
            return Files.readAllLines(file);
        }
        List<String> rows = new ArrayList<>();
        try (RootAllocator memory = new RootAllocator();
                ArrowFileReader reader = new ArrowFileReader(Files.newByteChannel(file), memory)) {
            VectorSchemaRoot batch = reader.getVectorSchemaRoot();
            while (reader.loadNextBatch()) {
                for (int row = 0; row < batch.getRowCount(); row++) {
                    StringBuilder values = new StringBuilder();
                    for (FieldVector column : batch.getFieldVectors()) {
                        values.append(column.getObject(row)).append(' ');
                    }
                    rows.add(values.toString());
                }
            }
        }
        return rows;
    }

    /** With the kernels of the processes that are started, which say the same to the last bit. */
    @BeforeEach
    void usePlainKernels() {
        usual = System.setProperty(CpuBackend.KERNELS, "plain");
    }

    @AfterEach
    void useUsualKernels() {
        System.setProperty(CpuBackend.KERNELS, usual == null ? "auto" : usual);
    }

    private Process start(String redirection, String... arguments) throws IOException {
        return start(redirection, "-XX:+UseSerialGC", arguments);
    }

    private Process start(String redirection, String flag, String[] arguments) throws IOException {
        return start("exec \"$@\" " + redirection, List.of(flag), arguments);
    }

    private Process start(String script, List<String> flags, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "bash",
                "-c",
                script,
                "java",
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(flags);
        command.addAll(List.of(
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Dblt4j.kernels=plain",
                "-cp",
                System.getProperty("java.class.path"),
                "blt4j.cli.Main"));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("messages").toFile())
                .start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonl", "csv", "arrow"})
    void anInterruptAtAnyMomentIsResumed(String ending) throws IOException {
        Path text = text(150);
        List<String> all = undisturbed(text, ending);
        Random random = new Random(7);
        for (int round = 0; round < 4; round++) {
            Path output = folder.resolve("interrupted-" + round + "." + ending);
            int interrupts = 0;
            int code = ExitCode.INTERRUPTED;
            while (code == ExitCode.INTERRUPTED) {
                Interruption interruption = new Interruption();
                Cli cli = new Cli(new byte[0], Terminal.NONE, interruption);
                if (interrupts++ < 3) {
                    var _ = CompletableFuture.runAsync(
                            interruption::request,
                            CompletableFuture.delayedExecutor(random.nextInt(120), TimeUnit.MILLISECONDS));
                }
                code = cli.run(annotation(text, output, true)).code();
                assertEquals(code == ExitCode.OK, Files.exists(output), "only what is whole has the name");
            }
            assertEquals(ExitCode.OK, code);
            assertEquals(all, records(output));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonl", "arrow"})
    void aKillAtAnyMomentIsResumed(String ending) throws IOException, InterruptedException {
        Path text = text(4_000);
        List<String> all = undisturbed(text, ending);
        Path output = folder.resolve("killed." + ending);
        Path unfinished = folder.resolve("killed." + ending + ".part");
        Random random = new Random(11);
        int kills = 0;
        for (int round = 0; round < 3; round++) {
            Process process = start("</dev/null", annotation(text, output, true));
            while (!Files.exists(unfinished) && process.isAlive()) {
                Thread.sleep(5);
            }
            boolean ended = process.waitFor(random.nextInt(400), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            kills += ended ? 0 : 1;
            assertEquals(ended, Files.exists(output), "only what is whole has the name");
        }
        assertTrue(kills > 0, "no run was killed");
        Cli.Result last = Cli.PIPED.run(annotation(text, output, true));
        assertEquals(0, last.code(), last.err());
        assertEquals(all, records(output));
    }

    /** A document that does not fit the heap stops the run, and what was there stays. */
    @Test
    void aHeapThatDoesNotSufficeIsSaid() throws IOException, InterruptedException {
        Path text = text(10);
        Files.writeString(text, "x".repeat(24_000_000) + "\n", APPEND);
        Path output = Files.writeString(folder.resolve("short.jsonl"), "of an earlier run");
        Process process = start("</dev/null", "-Xmx48m", annotation(text, output, false));
        assertEquals(ExitCode.FAILED, process.waitFor());
        List<String> said = Files.readAllLines(folder.resolve("messages"));
        assertTrue(said.getLast().startsWith("blt: The memory does not suffice"), said::toString);
        assertFalse(said.stream().anyMatch(line -> line.contains("\tat ")), said::toString);
        assertEquals("of an earlier run", Files.readString(output));
    }

    @Test
    void aTextThatDoesNotFitTheHeapIsSaid() throws IOException, InterruptedException {
        String model = Cli.model("hf-tiny");
        Process process =
                start("</dev/null", "-Xmx24m", new String[] {"generate", "-m", model, "-n", "700000", "--greedy", "x"});
        requireSentence(process, "blt: The memory does not suffice for a text of 700,0");
    }

    /** Whatever it is for that the process may not have: the file itself, or its weights in another type. */
    @ParameterizedTest
    @CsvSource({
        "4000000, stored, 'The system refused 1,099 MiB of memory for the file '",
        "1000000, f32, 'The system refused 184 MiB of memory for the weights '"
    })
    @EnabledOnOs(OS.LINUX)
    void aModelThatTheSystemHasNoMemoryForIsSaid(int hidden, String weights, String sentence)
            throws IOException, InterruptedException {
        Path model = wideModel(hidden);
        // What the JVM sets aside for itself is kept small, so that it is the model that is refused.
        Process process = start(
                "export MALLOC_ARENA_MAX=1; ulimit -v 1200000; exec \"$@\" </dev/null",
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-XX:ReservedCodeCacheSize=32m",
                        "-XX:CompressedClassSpaceSize=32m"),
                "entropy",
                "-m",
                model.toString(),
                "--weights",
                weights,
                "--threads",
                "2",
                "x");
        requireSentence(process, "blt: " + sentence);
    }

    private void requireSentence(Process process, String sentence) throws IOException, InterruptedException {
        int code = process.waitFor();
        List<String> said = Files.readAllLines(folder.resolve("messages"));
        assertEquals(ExitCode.BAD_INPUT, code, said::toString);
        assertTrue(said.getLast().startsWith(sentence), said::toString);
        assertFalse(said.stream().anyMatch(line -> line.contains("\tat ")), said::toString);
        assertFalse(names(folder).stream().anyMatch(name -> name.startsWith("hs_err")), said::toString);
    }

    /** An entropy model whose weights are zeros that take no room on the disk. */
    private Path wideModel(int hidden) throws IOException {
        Path model = Files.createDirectories(folder.resolve("wide"));
        int dim = 48;
        Files.writeString(model.resolve("config.json"), """
                {"args": {"dim": 48, "n_layers": 1, "n_heads": 4, "vocab_size": 260, "norm_eps": 1e-5, "rope_theta": 10000.0,
                 "max_seqlen": 2048, "attn_bias_type": "local_block_causal", "sliding_window": 24}}
                """);
        StringBuilder header = new StringBuilder("{");
        long offset = 0;
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        for (String name : List.of("wq", "wk", "wv", "wo")) {
            shapes.put("layers.0.attention." + name + ".weight", List.of(dim, dim));
        }
        shapes.put("layers.0.feed_forward.w1.weight", List.of(hidden, dim));
        shapes.put("layers.0.feed_forward.w2.weight", List.of(dim, hidden));
        shapes.put("layers.0.feed_forward.w3.weight", List.of(hidden, dim));
        shapes.put("layers.0.attention_norm.weight", List.of(dim));
        shapes.put("layers.0.ffn_norm.weight", List.of(dim));
        shapes.put("norm.weight", List.of(dim));
        shapes.put("output.weight", List.of(260, dim));
        shapes.put("tok_embeddings.weight", List.of(260, dim));
        for (Map.Entry<String, List<Integer>> tensor : shapes.entrySet()) {
            long bytes = 2 * tensor.getValue().stream().mapToLong(i -> i).reduce(1, (a, b) -> a * b);
            header.append(offset == 0 ? "" : ", ")
                    .append("\"%s\": {\"dtype\": \"BF16\", \"shape\": %s, \"data_offsets\": [%d, %d]}"
                            .formatted(tensor.getKey(), tensor.getValue(), offset, offset + bytes));
            offset += bytes;
        }
        byte[] json = header.append("}").toString().getBytes(UTF_8);
        try (RandomAccessFile file =
                new RandomAccessFile(model.resolve("model.safetensors").toFile(), "rw")) {
            file.writeLong(Long.reverseBytes(json.length));
            file.write(json);
            file.setLength(Long.BYTES + json.length + offset);
        }
        return model;
    }

    @Test
    void aConversionThatIsKilledLeavesNoModel() throws IOException, InterruptedException {
        Random random = new Random(13);
        for (int round = 0; round < 3; round++) {
            Path to = folder.resolve("converted-" + round);
            Process process = start("</dev/null", "convert", "--to", "f32", Cli.model("hf-tiny"), to.toString());
            while (!Files.exists(to) && process.isAlive()) {
                Thread.sleep(1);
            }
            Thread.sleep(random.nextInt(30));
            process.destroyForcibly().waitFor();
            if (Files.exists(to.resolve("config.json"))) {
                Checkpoint.open(to, CheckpointOptions.DEFAULT).close();
            }
            boolean whole = Cli.PIPED.run("info", "--model", to.toString()).code() == 0;
            assertEquals(Files.exists(to.resolve("config.json")), whole);
        }
    }

    @Test
    void closedInputIsEmptyWithoutALauncherToo() throws IOException, InterruptedException {
        Process process = start("<&-", "annotate", "--model", Cli.model("hf-tiny"), "--backend", "cpu");
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor());
        assertEquals("", out);
    }

    /** A disk of its own that is too small; only who may mount can make one. */
    private Path smallDisk(String size) throws IOException, InterruptedException {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        Process mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", disk.toString())
                .redirectErrorStream(true)
                .start();
        mount.getInputStream().readAllBytes();
        boolean mounted = mount.waitFor() == 0;
        if (!mounted) {
            System.err.println("** NO TMPFS CAN BE MOUNTED (that takes root): full disks ARE NOT TESTED.");
        }
        assumeTrue(mounted, "mount needs root");
        return disk;
    }

    private static void unmount(Path disk) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("umount", disk.toString()).start().waitFor());
    }

    private static List<String> names(Path disk) throws IOException {
        try (Stream<Path> files = Files.list(disk)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonl", "csv", "arrow"})
    void anAnnotationGoesOnWhenTheDiskHasRoomAgain(String ending) throws IOException, InterruptedException {
        Path text = text(600);
        List<String> all = undisturbed(text, ending);
        Path disk = smallDisk(Files.size(folder.resolve("undisturbed." + ending)) / 2048 + "k");
        try {
            Path output = disk.resolve("o." + ending);
            Cli.Result full = Cli.PIPED.run(annotation(text, output, false));
            assertFalse(full.code() == 0);
            assertTrue(full.err().contains("No space left on device"), full.err());
            assertFalse(Files.exists(output));
            Process larger = new ProcessBuilder("mount", "-o", "remount,size=64m", disk.toString()).start();
            assertEquals(0, larger.waitFor());
            Cli.Result resumed = Cli.PIPED.run(annotation(text, output, true));
            assertEquals(0, resumed.code(), resumed.err());
            assertEquals(all, records(output));
            assertEquals(List.of("o." + ending), names(disk));
        } finally {
            unmount(disk);
        }
    }

    @Test
    void aConversionOntoAFullDiskLeavesNothing() throws IOException, InterruptedException {
        Path disk = smallDisk("1m");
        try {
            Cli.Result full = Cli.PIPED.run(
                    "convert", Cli.model("hf-tiny"), disk.resolve("m").toString());
            assertFalse(full.code() == 0);
            assertTrue(full.err().contains("No space left on device"), full.err());
            assertEquals(List.of(), names(disk.resolve("m")));
        } finally {
            unmount(disk);
        }
    }
}
