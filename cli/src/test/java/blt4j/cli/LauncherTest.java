package blt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code blt}, in a folder of its own that is built already: this test's classes. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class LauncherTest {
    /** What an argfile of TornadoVM holds that other options could clash with. */
    private static final String ARGFILE = """
            -server
            -XX:+UnlockExperimentalVMOptions
            -XX:+EnableJVMCI
            --enable-preview
            -XX:+UseParallelGC
            --add-modules ALL-SYSTEM
            -Dargfile=read
            """;

    @TempDir
    private Path folder = Path.of("");

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void lay() throws IOException {
        Launched.lay(folder);
    }

    /** What a line of the shell, in which {@code $blt} is the script, leaves behind. */
    private Ended shell(Map<String, String> environment, String line) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", line)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment());
        builder.environment().put("blt", folder.resolve("blt").toString());
        builder.environment()
                .put("model", Path.of(Cli.model("hf-tiny")).toRealPath().toString());
        builder.environment().put("folder", folder.toString());
        builder.environment().putAll(environment);
        int code = builder.start().waitFor();
        return new Ended(code, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    @Test
    void anEmptyEnvironmentIsEnough() throws Exception {
        Ended ended = shell(
                Map.of(),
                "env -i BLT_NO_BUILD=1 JAVA_HOME=\"$JAVA_HOME\" \"$BASH\" \"$blt\" patch --model \"$model\" Hello");
        assertEquals(0, ended.code(), ended.err());
        assertEquals("He│llo\n", ended.out());
    }

    @Test
    void whereOneIsAndWhatCdPrintsDoNotMatter() throws Exception {
        Ended ended = shell(
                Map.of("CDPATH", folder + ":/"), "cd \"$folder/..\" && \"$(basename \"$folder\")/blt\" --version");
        assertEquals(0, ended.code(), ended.err());
        assertTrue(ended.out().startsWith("blt"), ended.out());
    }

    @Test
    void closedDescriptorsAreNotTakenForOthersFiles() throws Exception {
        Ended noInput = shell(Map.of(), "bash \"$blt\" annotate --model \"$model\" <&-");
        assertEquals(0, noInput.code(), noInput.err());
        assertEquals("", noInput.out());
        Ended noError = shell(Map.of(), "bash \"$blt\" patch --model \"$model\" Hello 2>&-");
        assertEquals(0, noError.code());
        assertEquals("He│llo\n", noError.out());
        Ended noOutput = shell(Map.of(), "bash \"$blt\" patch --model \"$model\" Hello >&-");
        assertEquals("", noOutput.out());
    }

    /** A distribution holds what a clone has in target/dist, and needs no build. */
    @Test
    void anUnpackedDistributionRuns() throws Exception {
        for (String part : List.of("lib", "jvm")) {
            Files.move(folder.resolve("target/dist").resolve(part), folder.resolve(part));
        }
        Files.delete(folder.resolve("target/dist/stamp"));
        Ended ended = run(Map.of("BLT_NO_BUILD", ""), "patch", "--model", "/nope", "x");
        assertEquals("blt: There is no folder /nope.\n", ended.err());
    }

    /** Runs the script for somebody whose home holds nothing. */
    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("bash", folder.resolve("blt").toString()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME", System.getProperty("java.home"),
                        "HOME", folder.toString(),
                        "BLT_NO_BUILD", "1",
                        "TORNADOVM_HOME", folder.resolve("nowhere").toString()));
        builder.environment().putAll(environment);
        int code = builder.start().waitFor();
        return new Ended(code, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    private Map<String, String> environment() {
        return Map.of(
                "JAVA_HOME", System.getProperty("java.home"),
                "HOME", folder.toString(),
                "BLT_NO_BUILD", "1",
                "TORNADOVM_HOME", folder.resolve("nowhere").toString());
    }

    private String sdk() throws IOException {
        Path sdk = Files.createDirectories(folder.resolve("sdk"));
        Files.writeString(sdk.resolve("tornado-argfile"), ARGFILE);
        return sdk.toString();
    }

    /** With TornadoVM, and a JVM that prints its flags. */
    private Map<String, String> withTornado() throws IOException {
        return Map.of("TORNADOVM_HOME", sdk(), "BLT_JAVA_OPTS", "-XX:+PrintCommandLineFlags");
    }

    @Test
    void saysWhatTheCommandLineSays() throws Exception {
        String[] patch = {
            "patch", "--model", Path.of(Cli.model("hf-tiny")).toRealPath().toString(), "Hello, world"
        };
        Ended ended = run(Map.of(), patch);
        Cli.Result here = Cli.PIPED.run(patch);
        assertEquals(here.out(), ended.out());
        assertEquals(here.err(), ended.err());
        assertEquals(0, ended.code());
    }

    @Test
    void exitCodesAndSentencesComeThrough() throws Exception {
        Ended ended = run(Map.of(), "patch", "--model", "/nope", "x");
        assertEquals(2, ended.code());
        assertTrue(ended.err().startsWith("blt: "), ended.err());
    }

    @Test
    void aShortTextGoesWithoutTheVectorModuleAndALongOneWithIt() throws Exception {
        Map<String, String> modules = Map.of("BLT_JAVA_OPTS", "--show-module-resolution");
        String vector = "root jdk.incubator.vector";
        assertFalse(run(modules, "help").out().contains(vector));
        assertTrue(run(modules, "devices").out().contains(vector));
    }

    @Test
    void tornadoVmsOptionsJoinOursWhereItIsWanted() throws Exception {
        Map<String, String> tornado = withTornado();
        Ended devices = run(tornado, "devices");
        assertEquals(0, devices.code(), devices.err());
        assertTrue(devices.err().contains("UseParallelGC"), devices.err());
        assertTrue(devices.out().contains("cpu "), devices.out());
        Ended info = run(tornado, "help");
        assertFalse(info.out().contains("UseParallelGC"), info.out());
    }

    @Test
    void anSdkThatWasMovedIsNotStarted() throws Exception {
        Path sdk = Files.createDirectories(folder.resolve("sdk"));
        Files.writeString(sdk.resolve("tornado-argfile"), ARGFILE + "--module-path .:/not/there/any/more\n");
        Ended devices =
                run(Map.of("TORNADOVM_HOME", sdk.toString(), "BLT_JAVA_OPTS", "-XshowSettings:properties"), "devices");
        assertEquals(0, devices.code(), devices.err());
        assertTrue(devices.err().contains("it wants /not/there/any/more"), devices.err());
    }

    @Test
    void whatIsMissingInAnSdkIsSaidOnce() throws Exception {
        Path sdk = Files.createDirectories(folder.resolve("sdk"));
        Files.writeString(sdk.resolve("tornado-argfile"), ARGFILE + "--module-path .:/not/there:/nor/there\n");
        Ended devices =
                run(Map.of("TORNADOVM_HOME", sdk.toString(), "BLT_JAVA_OPTS", "-XshowSettings:properties"), "devices");
        String problem = devices.err()
                .lines()
                .filter(line -> line.contains("blt4j.tornado.problem"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "blt4j.tornado.problem = TornadoVM's SDK in " + sdk
                        + " is not whole, or was moved: it wants /not/there, which is not there",
                problem.strip());
    }

    /** What native code prints on stdout goes to stderr, and signals are the JVM's first; results go where they should. */
    @Test
    void withTornadoVmResultsStayAloneAndTheJvmHasItsSignalsFirst() throws Exception {
        String model = Path.of(Cli.model("hf-tiny")).toRealPath().toString();
        Map<String, String> tornado = Map.of(
                "TORNADOVM_HOME", sdk(), "BLT_JAVA_OPTS", "-XX:+PrintCommandLineFlags -XshowSettings:properties");
        String[] patch = {"patch", "--model", model, "--format", "json", "--backend", "auto", "Hello, world"};
        Ended ended = run(tornado, patch);
        assertEquals(0, ended.code(), ended.err());
        assertEquals(1, ended.out().lines().count(), ended.out());
        assertTrue(ended.out().startsWith("{\"bytes\":12,"), ended.out());
        assertTrue(ended.err().contains("-XX:+UseParallelGC"), ended.err());
        Path agent = Path.of(System.getProperty("java.home"), "lib", "libjsig.so");
        if (Files.exists(agent)) {
            Ended linker = run(
                    Map.of("TORNADOVM_HOME", sdk(), "LD_DEBUG", "files", "LD_DEBUG_OUTPUT", folder.resolve("ld") + ""),
                    patch);
            assertEquals(0, linker.code(), linker.err());
            assertTrue(loaded("libjsig.so"), "libjsig.so was not loaded");
        }
    }

    /** Whether the dynamic linker noted that a process loaded a library. */
    private boolean loaded(String library) throws IOException {
        try (Stream<Path> notes = Files.list(folder)) {
            for (Path note : notes.filter(p -> p.getFileName().toString().startsWith("ld."))
                    .toList()) {
                if (Files.readString(note, UTF_8).contains("calling init: ")
                        && Files.readString(note, UTF_8).contains(library)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void aGpuThatWasNotedIsTaken() throws Exception {
        Map<String, String> tornado = withTornado();
        Files.writeString(
                Files.createDirectories(folder.resolve(".cache/blt4j")).resolve("gpu"), "0:0 OPENCL, a GPU\n");
        Ended entropy = run(tornado, "entropy", "--nonsense");
        assertTrue(entropy.err().contains("UseParallelGC"), entropy.err());
        Ended cpu = run(tornado, "entropy", "--nonsense", "--backend", "cpu");
        assertTrue(cpu.out().contains("UseSerialGC"), cpu.out());
    }

    /** Errors, output and what others write, all in one file: nothing overwrites anything. */
    @Test
    void aFileThatOthersWriteToStaysWhole() throws Exception {
        String blt = "bash '" + folder.resolve("blt") + "' patch --model ";
        String model = "'" + Path.of(Cli.model("hf-tiny")).toRealPath() + "'";
        Path script = Files.writeString(
                folder.resolve("script"), "echo before\n" + blt + "/nope x\n" + blt + model + " Hello\necho after\n");
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment());
        builder.start().waitFor();
        List<String> lines = Files.readAllLines(log);
        assertEquals(5, lines.size(), lines.toString());
        assertEquals("before", lines.getFirst());
        assertEquals("blt: There is no folder /nope.", lines.get(1));
        assertTrue(lines.get(3).startsWith("5 bytes, "), lines.toString());
        assertEquals("after", lines.get(4));
    }

    @Test
    void whereNothingIsBuiltAndNothingMayBeItSaysSo() throws Exception {
        Files.delete(folder.resolve("target/dist/stamp"));
        Ended ended = run(Map.of(), "help");
        assertEquals(1, ended.code());
        assertTrue(ended.err().startsWith("blt: nothing is built in "), ended.err());
    }
}
