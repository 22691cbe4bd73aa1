package blt4j.fault;

import blt4j.fixture.FuzzCorpus;
import blt4j.model.checkpoint.ConfigurationTarget;
import blt4j.weights.SafetensorsTarget;
import blt4j.weights.TorchTarget;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the fuzzer begins with, and what it found, is read in each build. {@code -Pfuzz} goes on from there. */
class FuzzCorpusTest {
    @TestFactory
    Stream<DynamicTest> corpora() {
        return Stream.of(
                FuzzCorpus.test("safetensors", SafetensorsTarget::fuzzerTestOneInput),
                FuzzCorpus.test("torch", TorchTarget::fuzzerTestOneInput),
                FuzzCorpus.test("configuration", ConfigurationTarget::fuzzerTestOneInput));
    }
}
