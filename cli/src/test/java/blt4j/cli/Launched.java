package blt4j.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The launcher in a folder that is built already: this test's classes. */
final class Launched {
    private Launched() {}

    /** Lays the script and what it runs. */
    static void lay(Path folder) throws IOException {
        Files.copy(Path.of("..", "blt"), folder.resolve("blt"));
        Path lib = Files.createDirectories(folder.resolve("target/dist/lib"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        new JarOutputStream(Files.newOutputStream(lib.resolve("all.jar")), manifest).close();
        Files.createFile(folder.resolve("target/dist/stamp"));
        Path jvm = Files.createDirectories(folder.resolve("target/dist/jvm"));
        try (Stream<Path> flags = Files.list(Path.of("..", "dist", "src", "main", "jvm"))) {
            for (Path file : flags.toList()) {
                Files.copy(file, jvm.resolve(file.getFileName().toString()));
            }
        }
    }
}
