package blt4j.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java is compiled as it stands there and run where it says it is run: in the folder that it lies in. */
class ReadmeTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /** What a newcomer's editor would import. */
    private static final String IMPORTS = """
            import static java.nio.charset.StandardCharsets.UTF_8;
            import blt4j.text.*;
            import blt4j.generation.*;
            import blt4j.model.*;
            import blt4j.patching.*;
            import blt4j.stage.Stage;
            import java.nio.file.Path;
            """;

    @TempDir
    Path folder;

    private static Path home() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(at.resolve("README.md")) || !Files.isDirectory(at.resolve("models"))) {
            at = Objects.requireNonNull(at.getParent());
        }
        return at;
    }

    @Test
    void itsLibraryCodeRuns() throws IOException, InterruptedException {
        List<String> blocks = BLOCK.matcher(Files.readString(home().resolve("README.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertTrue(blocks.size() >= 4, "the README shows the three short ways and a session");
        StringBuilder main = new StringBuilder(IMPORTS + "public class Readme {\n");
        for (int i = 0; i < blocks.size(); i++) {
            main.append("static void block").append(i).append("() throws Exception {\n");
            main.append(blocks.get(i)).append("}\n");
        }
        main.append("public static void main(String[] args) throws Exception {\n");
        for (int i = 0; i < blocks.size(); i++) {
            main.append("System.out.println(\"#")
                    .append(i)
                    .append("\"); block")
                    .append(i)
                    .append("();\n");
        }
        compile(main.append("}}\n").toString());
        List<String> parts = List.of(run().split("#\\d+\n", -1));
        assertEquals(blocks.size() + 1, parts.size(), parts::toString);
        List<String> patches = parts.get(1)
                .lines()
                .map(line -> line.substring(line.indexOf("nats  ") + 6))
                .toList();
        assertEquals("The lighthouse keeper had counted the ships.", String.join("", patches));
        String text = parts.get(2);
        int half = text.length() / 2;
        assertEquals(text.substring(0, half), text.substring(half + 1), "the same call writes the same text");
        assertTrue(half > 90, text);
        assertTrue(
                parts.get(3).matches("[1-9]\\d+ FLOPs a byte, [1-9]\\d? % of them in the latent transformer\n"),
                parts.get(3));
    }

    @Test
    void theFilesThatTheArchitectureNamesAreThere() throws IOException {
        String text = Files.readString(home().resolve("docs/ARCHITECTURE.md"));
        String table = text.substring(text.indexOf("## Where to change what"), text.indexOf("## The folders"));
        List<String> named = Pattern.compile("`([\\w/-]+\\.(?:java|md|properties))`")
                .matcher(table)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
        assertTrue(named.size() > 30, named::toString);
        List<String> missing = new ArrayList<>(named);
        Files.walkFileTree(home(), new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return folder.endsWith("target") || folder.endsWith(".git")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                missing.removeIf(file::endsWith);
                return FileVisitResult.CONTINUE;
            }
        });
        assertEquals(List.of(), missing);
    }

    private void compile(String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Readme.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options = List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
        assertTrue(
                compiler.getTask(said, null, null, options, null, List.of(file)).call(), said::toString);
    }

    private String run() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--add-modules=jdk.incubator.vector");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-cp");
        command.add(folder + System.getProperty("path.separator") + System.getProperty("java.class.path"));
        command.add("Readme");
        Path errors = folder.resolve("stderr");
        Process process = new ProcessBuilder(command)
                .directory(home().toFile())
                .redirectError(errors.toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), Files.readString(errors));
        return out;
    }
}
