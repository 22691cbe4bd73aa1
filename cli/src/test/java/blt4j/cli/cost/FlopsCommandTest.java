package blt4j.cli.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.cli.Cli;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FlopsCommandTest {
    private static JsonNode json(String... arguments) throws IOException {
        Cli.Result result = Cli.PIPED.run(arguments);
        assertEquals(0, result.code(), result.err());
        return new JsonMapper().readTree(result.out());
    }

    @Test
    void agreesWithInfo() throws IOException {
        JsonNode info = json(
                "info", "--model", Cli.model("hf-tiny"), "--backend", "cpu", "--format", "json", "--patch-size", "6");
        JsonNode flops = json("flops", "--model", Cli.model("hf-tiny"), "--format", "json", "--patch-size", "6");
        assertEquals(
                info.path("flops_per_byte").asDouble(),
                flops.path("flops_per_byte").asDouble());
    }

    /** What the equations leave out is small in a model of the published size. */
    @Test
    void theOpsOfThePublishedModelsCostAboutWhatThePaperSays() throws IOException {
        for (String name : new String[] {"blt-1b", "blt-7b"}) {
            JsonNode latent = json("flops", "--published", name, "--format", "json")
                    .path("stages")
                    .path("latent_transformer");
            double ratio = latent.path("flops_per_byte_by_the_paper").asDouble()
                    / latent.path("flops_per_byte").asDouble();
            assertEquals(1, ratio, 0.01, name);
        }
    }

    @Test
    void aBudgetOfItsOwnAllowsItsOwnLatentTransformer() throws IOException {
        JsonNode flops = json("flops", "--published", "blt-1b", "--patch-size", "4.5", "--format", "json");
        double own = flops.path("stages")
                .path("latent_transformer")
                .path("parameters")
                .asDouble();
        for (JsonNode allowed : flops.path("latent_transformer_allowed")) {
            if (allowed.path("mean_patch_size").asDouble() == 4.5) {
                assertEquals(own, allowed.path("parameters").asDouble(), 1e-6 * own);
                assertEquals(2048, allowed.path("hidden_size").asInt());
            }
        }
        assertTrue(Cli.PIPED.run("flops", "--published", "blt-1b").out().contains("25 × 2048"));
    }

    @Test
    void aModelOverTokensHasOneStage() {
        Cli.Result result =
                Cli.PIPED.run("flops", "-m", Path.of("../models/bpe-mini").toString());
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("latent transformer"), result.out());
    }

    @Test
    void sentencesForWhatCannotBe() {
        String[][] wrong = {{"--published", "gpt"}, {"--budget", "-1"}, {"--patch-size", "0.5"}, {"--context", "0"}};
        for (String[] arguments : wrong) {
            Cli.Result result = Cli.PIPED.run("flops", arguments[0], arguments[1]);
            assertEquals(2, result.code(), result.err());
            assertTrue(result.err().startsWith("blt: "), result.err());
        }
        assertTrue(Cli.PIPED
                .run("flops", "--published", "blt-1b", Cli.model("hf-tiny"))
                .err()
                .contains("given twice"));
    }
}
