package blt4j.visualizer.lesson;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the fuzzer begins with, and what it found, is read in each build. {@code -Pfuzz} goes on from there. */
class LessonFuzzCorpusTest {
    @FunctionalInterface
    private interface Target {
        void read(byte[] input) throws IOException;
    }

    @TestFactory
    Stream<DynamicTest> corpora() {
        return Stream.of(corpus("lesson", LessonTarget::fuzzerTestOneInput));
    }

    private static DynamicTest corpus(String name, Target target) {
        return DynamicTest.dynamicTest(name, () -> {
            List<Path> inputs;
            try (Stream<Path> files = Files.list(Path.of("src/test/fuzz", name))) {
                inputs = files.sorted().toList();
            }
            assertTrue(!inputs.isEmpty(), "the corpus is empty");
            for (Path input : inputs) {
                target.read(Files.readAllBytes(input));
            }
        });
    }
}
