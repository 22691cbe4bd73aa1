package blt4j.analysis.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.analysis.verify.Verification.CaseResult;
import blt4j.model.Blt;
import blt4j.model.BundledModels;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The models that come with the product answer here as they did in PyTorch, where they were trained. */
class BundledModelsTest {
    @ParameterizedTest
    @ValueSource(strings = {"blt-demo", "blt-mini"})
    void answersAsWhereItWasTrained(String name) {
        Path model = BundledModels.find(name).orElseThrow();
        try (Blt blt = Blt.open(model)) {
            List<CaseResult> results = new Verification(blt, 1e-3).run(model.resolve("reference"), r -> {});
            assertEquals(3, results.size(), results::toString);
            for (CaseResult result : results) {
                assertTrue(result.passed(), result::toString);
                assertTrue(result.logitError().isPresent() && result.greedyRecorded() > 0, result::toString);
            }
        }
    }
}
