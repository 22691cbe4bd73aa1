package blt4j.tornado;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Keeps the JVM's second compiler off TornadoVM's. That one is a large program in Java which runs for a few seconds in a
 * JVM's life; optimising it for a long one takes five times as long as all of its work. The classes that kernels use are
 * not among those that are spared: TornadoVM inlines only what the second compiler may compile.
 */
final class HostCompiler {
    private static final System.Logger LOGGER = System.getLogger(HostCompiler.class.getName());

    private static final String DIRECTIVES = """
            [{ match: ["jdk/graal/compiler/*.*", "jdk/vm/ci/*.*", "org/graalvm/*.*",
                       "uk/ac/manchester/tornado/runtime/*.*", "uk/ac/manchester/tornado/drivers/*.*"],
               c2: { Exclude: true } }]
            """;

    private HostCompiler() {}

    /** Tells the JVM; one that does not take it is only slower. */
    static void spareTornado() {
        try {
            Path file = Files.createTempFile("blt4j", ".json");
            try {
                Files.writeString(file, DIRECTIVES, StandardCharsets.UTF_8);
                String answer = String.valueOf(ManagementFactory.getPlatformMBeanServer()
                        .invoke(
                                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                "compilerDirectivesAdd",
                                new Object[] {new String[] {file.toString()}},
                                new String[] {String[].class.getName()}));
                LOGGER.log(Level.DEBUG, answer);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException | JMException | RuntimeException e) {
            LOGGER.log(Level.DEBUG, "TornadoVM's compiler will be compiled twice", e);
        }
    }
}
