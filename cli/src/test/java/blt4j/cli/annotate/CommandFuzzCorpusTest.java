package blt4j.cli.annotate;

import blt4j.fixture.FuzzCorpus;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the fuzzer begins with, and what it found, is read in each build. {@code -Pfuzz} goes on from there. */
class CommandFuzzCorpusTest {
    @TestFactory
    Stream<DynamicTest> corpora() {
        return Stream.of(
                FuzzCorpus.test("json-lines", JsonLinesTarget::fuzzerTestOneInput),
                FuzzCorpus.test("resume", ResumeTarget::fuzzerTestOneInput));
    }
}
