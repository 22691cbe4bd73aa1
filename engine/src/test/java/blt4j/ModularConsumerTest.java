package blt4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.text.TextModel;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program in a module of its own uses the engine as a module, and sees of it what the module exports. */
class ModularConsumerTest {
    private static final Path MODEL = Path.of("..", "models", "blt-mini").toAbsolutePath();
    private static final String MODULE = "module consumer { requires blt4j.engine; }";

    /** The three short ways, a session below them, and what goes on inside. */
    private static final String PROGRAM = """
            package consumer;

            import blt4j.analysis.xray.Tracer;
            import blt4j.generation.Session;
            import blt4j.generation.SessionOptions;
            import blt4j.model.Blt;
            import blt4j.stage.Stage;
            import blt4j.stage.StageProgram;
            import blt4j.text.TextModel;
            import java.nio.charset.StandardCharsets;
            import java.nio.file.Path;

            public class Main {
                public static void main(String[] arguments) {
                    Path folder = Path.of(arguments[0]);
                    try (TextModel model = TextModel.open(folder)) {
                        model.read("The ships left.").patches().forEach(patch -> System.out.print("[" + patch.text() + "]"));
                        System.out.println();
                        System.out.println(model.write("The ", 12).text());
                        System.out.println(model.cost("The ships left.").flops(Stage.LATENT_TRANSFORMER));
                    }
                    try (Blt blt = Blt.open(folder);
                            Session session = Session.open(blt, SessionOptions.ofCapacity(100))) {
                        session.append("The ships left.".getBytes(StandardCharsets.UTF_8));
                        System.out.println(session.patches().inBytes().count());
                        StageProgram latent = blt.programs().of(Stage.LATENT_TRANSFORMER).getFirst();
                        System.out.println(Tracer.of(session).trace(latent, 1).layers().size());
                    }
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void readsWritesAndReckons() throws IOException, InterruptedException {
        assertEquals("", compile(PROGRAM), "no warning either");
        String[] said = run().split("\n", -1);
        assertEquals(6, said.length, () -> String.join("\n", said));
        try (TextModel model = TextModel.open(MODEL)) {
            assertEquals(
                    model.read("The ships left.").patches().stream()
                            .map(patch -> "[" + patch.text() + "]")
                            .collect(Collectors.joining()),
                    said[0]);
            assertTrue(said[1].length() > 6, said[1]);
            assertTrue(Long.parseLong(said[2]) > 0, said[2]);
            assertEquals(model.read("The ships left.").patches().size(), Integer.parseInt(said[3]));
            assertTrue(Integer.parseInt(said[4]) > 0, said[4]);
        }
    }

    @Test
    void backendsProgramsAndWeightsAreNotForEverybody() {
        for (String hidden : List.of(
                "blt4j.compute.Backends",
                "blt4j.compute.LoadedModel",
                "blt4j.compute.cpu.CpuBackend",
                "blt4j.program.Program",
                "blt4j.weights.Weights",
                "blt4j.model.pipeline.Programs",
                "blt4j.model.checkpoint.Checkpoint")) {
            String said = compile("package consumer; class Main { Object hidden = " + hidden + ".class; }");
            String home = hidden.substring(0, hidden.lastIndexOf('.'));
            assertTrue(said.contains("package " + home + " is not visible"), said);
        }
        String said = compile("""
                package consumer;
                class Main {
                    static Object of(blt4j.model.Blt blt) {
                        return blt.executor();
                    }
                }
                """);
        assertTrue(said.contains("cannot find symbol"), said);
    }

    /** What javac says, which is nothing where all is well. */
    private String compile(String main) {
        StringWriter said = new StringWriter();
        List<String> options = List.of(
                "-d", folder.toString(), "--module-path", modulePath(), "-Xlint:all,-incubating,-requires-automatic");
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(
                        said,
                        null,
                        null,
                        options,
                        null,
                        List.of(source("module-info", MODULE), source("consumer/Main", main)))
                .call();
        assertEquals(compiled, said.toString().isEmpty(), said::toString);
        return said.toString();
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private String run() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=blt4j.engine");
        command.add("--module-path");
        command.add(folder + File.pathSeparator + modulePath());
        command.addAll(List.of("--module", "consumer/consumer.Main", MODEL.toString()));
        Path errors = folder.resolve("stderr");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), Files.readString(errors));
        return out;
    }

    /** Where the engine and what it requires lie; the annotations are no module's business when a program runs. */
    private static String modulePath() {
        String path = Stream.of(
                        TextModel.class,
                        JsonMapper.class,
                        JsonFactory.class,
                        JsonProperty.class,
                        API.class,
                        NullMarked.class)
                .map(ModularConsumerTest::home)
                .collect(Collectors.joining(File.pathSeparator));
        assertFalse(Arrays.asList(path.toLowerCase(Locale.ROOT).split(File.pathSeparator))
                .contains(""));
        return path;
    }

    private static String home(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
