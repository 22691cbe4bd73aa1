package blt4j.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import blt4j.fixture.TestModels;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The command line on a device that is lost while it writes: a real driver, TornadoVM and all, with {@code lost.c} between
 * them, which answers as drivers do whose device is gone. That one also says of PoCL's device that it is a GPU, so that
 * {@code auto} takes it; the kernels are those for a CPU, and so are kept from the other tests.
 */
@Timeout(600)
class DeviceLostTest {
    private static final String PROMPT = "The keeper";

    @TempDir
    private static Path folder = Path.of("");

    private static String expected = "";

    /** What a process wrote. */
    private record Ended(int code, String out, String err) {}

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        assumeTrue(Devices.available(), "TornadoVM finds no device");
        boolean compiles = System.getProperty("os.name").equals("Linux") && compiled();
        if (!compiles) {
            System.err.println("** NO gcc THAT BUILDS lost.c: lost devices ARE NOT TESTED on the real path.");
        }
        assumeTrue(compiles, "lost.c needs Linux and gcc");
        Ended cpu = generate("cpu", Map.of());
        assertEquals(0, cpu.code(), cpu.err());
        expected = cpu.out();
    }

    /** At its first kernel, while it reads the prompt, and while it writes; by whichever of the drivers' answers. */
    @ParameterizedTest
    @CsvSource({"0, -2", "60, -36", "400, -5"})
    void autoGoesOnWithTheCpu(int after, int code) throws IOException, InterruptedException {
        Ended ended = generate("auto", lostAfter(after, code));
        assertEquals(0, ended.code(), ended.err());
        assertEquals(expected, ended.out(), ended.err());
        List<String> said = said(ended);
        assertEquals(1, said.size(), said::toString);
        assertTrue(said.getFirst().startsWith("blt: The device "), said::toString);
        assertTrue(said.getFirst().endsWith("Another backend carries on from the same position."), said::toString);
    }

    /** One launch in the middle of a graph: the kernels after it run, and the graph's last as well. */
    @ParameterizedTest
    @CsvSource({"7, -5", "403, -4"})
    void aSingleLaunchThatIsRefusedIsNoticed(int launch, int code) throws IOException, InterruptedException {
        Ended ended = generate(
                "auto",
                Map.of("BLT_REFUSED_LAUNCH", Integer.toString(launch), "BLT_LOST_CODE", Integer.toString(code)));
        assertEquals(0, ended.code(), ended.err());
        assertEquals(expected, ended.out(), ended.err());
        List<String> said = said(ended);
        assertEquals(1, said.size(), said::toString);
        assertTrue(said.getFirst().endsWith("Another backend carries on from the same position."), said::toString);
    }

    @Test
    void aDeviceThatWasNamedIsSaidToBeLost() throws IOException, InterruptedException {
        Ended ended = generate("tornado:opencl", lostAfter(400, -2));
        List<String> said = said(ended);
        assertTrue(ended.code() == 1 || ended.code() == 2, ended.err());
        assertEquals(1, said.size(), said::toString);
        assertTrue(said.getFirst().startsWith("blt: The device "), said::toString);
    }

    /** So the others do tell of the device. */
    @Test
    void aDeviceThatStaysWritesTheSame() throws IOException, InterruptedException {
        Ended ended = generate("auto", Map.of());
        assertEquals(0, ended.code(), ended.err());
        assertEquals(expected, ended.out(), ended.err());
        assertFalse(ended.err().contains("carries on"), ended.err());
    }

    private static Map<String, String> lostAfter(int launches, int code) {
        return Map.of("BLT_LOST_AFTER", Integer.toString(launches), "BLT_LOST_CODE", Integer.toString(code));
    }

    /** What the program says, but for kernels that it compiles; what TornadoVM's native code says, the launcher keeps back. */
    private static List<String> said(Ended ended) {
        assertFalse(ended.err().contains("\tat "), ended.err());
        return ended.err()
                .lines()
                .filter(line -> !line.contains("Using incubator modules"))
                .filter(line -> !line.contains("[TornadoVM-OCL-JNI]"))
                .filter(line -> !line.contains("signal chaining")) // the JDK's libjsig, of the driver
                .filter(line -> !line.startsWith("blt: Compiling for the device"))
                .filter(line -> !line.contains("bytes per second"))
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static boolean compiled() throws InterruptedException {
        try {
            ProcessBuilder gcc = new ProcessBuilder(
                            "gcc", "-shared", "-fPIC", "-O1", "-o", library().toString(), "src/test/c/lost.c", "-ldl")
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            gcc.environment().remove("LD_PRELOAD");
            return gcc.start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Path library() {
        return folder.resolve("liblost.so");
    }

    private static Ended generate(String backend, Map<String, String> setting)
            throws IOException, InterruptedException {
        String before = System.getenv().getOrDefault("LD_PRELOAD", "");
        String preload = before.isEmpty() ? library().toString() : before + ":" + library();
        // As the launcher has it: what TornadoVM's native code prints on stdout is nobody's result.
        List<String> command =
                new ArrayList<>(List.of("bash", "-c", "exec 4>&1 1>&2; export LD_PRELOAD=$0; exec \"$@\"", preload));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-Xmx") && !flag.startsWith("-XX:ErrorFile"))
                .forEach(command::add);
        command.addAll(List.of(
                "@../dist/src/main/jvm/common.args",
                "-Xmx1g",
                "-Dblt4j.stdout.descriptor=4",
                "-D" + Target.UNITS + "=0",
                "-D" + KernelFiles.FOLDER + "=" + System.getProperty(KernelFiles.FOLDER, ""),
                "-D" + TuningFile.FOLDER + "=",
                "-cp",
                System.getProperty("java.class.path"),
                "blt4j.cli.Main"));
        command.addAll(List.of("generate", "-m", TestModels.folder("hf-tiny").toString()));
        command.addAll(List.of("--backend", backend, "--greedy", "-n", "24", PROMPT));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("LD_PRELOAD");
        builder.environment().putAll(setting);
        int code = builder.start().waitFor();
        return new Ended(
                code,
                Files.readString(out, StandardCharsets.ISO_8859_1), // the bytes, whatever the model wrote
                Files.readString(err, StandardCharsets.ISO_8859_1));
    }
}
