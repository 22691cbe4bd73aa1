package blt4j.tornado;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Keeps the JVM's second compiler off TornadoVM's. That one is a large program in Java which runs for a few seconds in a
 * JVM's life; optimising it for a long one takes five times as long as all of its work. What launches kernels is worth
 * optimising, as it runs hundreds of times for each byte. The classes that kernels use are not among those that are spared
 * either: TornadoVM inlines only what the second compiler may compile.
 */
final class HostCompiler {
    private static final System.Logger LOGGER = System.getLogger(HostCompiler.class.getName());

    private static final String TORNADO = "uk/ac/manchester/tornado/";

    /** Packages of compilers, with those below them. TornadoVM's drivers each have some of the same names. */
    private static List<String> packages() {
        List<String> packages = new ArrayList<>(List.of("jdk/graal/compiler", "jdk/vm/ci", "org/graalvm"));
        for (String part : List.of("graal", "sketcher", "analyzer")) {
            packages.add(TORNADO + "runtime/" + part);
        }
        for (String part : List.of("architecture", "code", "compiler")) {
            packages.add(TORNADO + "drivers/common/" + part);
        }
        for (String driver : List.of("opencl", "ptx", "cuda", "metal", "spirv")) {
            for (String part :
                    List.of("asm", "backend", "compiler", "lir", "meta", "nodes", "phases", "plugins", "snippets")) {
                packages.add(TORNADO + "drivers/" + driver + "/graal/" + part);
            }
        }
        return packages;
    }

    private static String directives() {
        return packages().stream()
                .map(name -> "\"" + name + "/*.*\"")
                .collect(Collectors.joining(", ", "[{ match: [", "], c2: { Exclude: true } }]"));
    }

    private HostCompiler() {}

    /** Tells the JVM; one that does not take it is only slower. */
    static void spareTornado() {
        try {
            Path file = Files.createTempFile("blt4j", ".json");
            try {
                Files.writeString(file, directives(), StandardCharsets.UTF_8);
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
