package blt4j.analysis.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.analysis.verify.Verification.CaseResult;
import blt4j.compute.cpu.CpuBackend;
import blt4j.fixture.TestModels;
import blt4j.model.Blt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engine gives the answers of the public implementations. */
class VerificationTest {
    private static Blt open(String model, String kernels) {
        String usual = System.setProperty(CpuBackend.KERNELS, kernels);
        try {
            return TestModels.open(model);
        } finally {
            System.setProperty(CpuBackend.KERNELS, usual == null ? "auto" : usual);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "hf-tiny, 8, vector",
        "hf-gqa-bf16, 8, vector",
        "meta-tiny, 4, vector",
        "hf-tiny, 8, plain",
        "hf-gqa-bf16, 8, plain",
        "meta-tiny, 4, plain"
    })
    void everyRecordedCaseIsMet(String model, int cases, String kernels) {
        List<CaseResult> heard = new ArrayList<>();
        double tolerance = 2e-5;
        try (Blt blt = open(model, kernels)) {
            List<CaseResult> results = new Verification(blt, tolerance).run(TestModels.folder(model), heard::add);
            assertEquals(heard, results);
            assertTrue(results.size() >= cases, () -> "only " + results.size() + " cases");
            for (CaseResult result : results) {
                assertTrue(result.passed(), result::toString);
                assertTrue(result.logitError().isPresent(), result::toString);
            }
        }
    }

    @Test
    void answersOfAnotherModelFail() {
        try (Blt blt = TestModels.open("hf-gqa-bf16")) {
            List<CaseResult> results = new Verification(blt, 1e-4).run(TestModels.folder("hf-tiny"), r -> {});
            assertFalse(results.isEmpty());
            results.forEach(result -> assertFalse(result.passed(), result::toString));
        }
    }

    @Test
    void kernelsThatDoNotExistAreNamed() {
        BltException e = assertThrows(BltException.class, () -> open("hf-tiny", "quick"));
        assertTrue(String.valueOf(e.getMessage()).contains("quick"), e::toString);
    }

    @Test
    void aFolderWithoutCasesIsNamed(@TempDir Path empty) {
        try (Blt blt = TestModels.open("hf-tiny")) {
            Verification verification = new Verification(blt, 1e-4);
            BltException e = assertThrows(BltException.class, () -> verification.run(empty, r -> {}));
            assertTrue(String.valueOf(e.getMessage()).contains(empty.toString()), e::toString);
        }
    }
}
