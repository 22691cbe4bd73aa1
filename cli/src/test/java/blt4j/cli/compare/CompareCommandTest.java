package blt4j.cli.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.cli.Cli;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CompareCommandTest {
    private static final String TEXT = "The lighthouse keeper had counted the ships.";
    private static final String TOKENS = "../models/bpe-mini";

    private static JsonNode json(String... arguments) throws IOException {
        Cli.Result result = Cli.PIPED.runWith("hf-tiny", "compare", arguments);
        assertEquals(0, result.code(), result.err());
        return new JsonMapper().readTree(result.out());
    }

    @Test
    void countsThePiecesOfEachWay() throws IOException {
        JsonNode ways = json("--ways", "byte,static-4,space,o200k," + TOKENS, "--format", "json", TEXT)
                .path("ways");
        assertEquals(TEXT.length(), ways.path(0).path("pieces").asInt());
        assertEquals(TEXT.length() / 4, ways.path(1).path("pieces").asInt());
        assertEquals(8, ways.path(3).path("pieces").asInt(), "The| lighthouse| keeper| had| counted| the| ships|.");
        assertEquals("bpe-mini", ways.path(4).path("name").asText());
        for (JsonNode way : ways) {
            int bytes = -1; // the BOS
            for (JsonNode length : way.path("lengths")) {
                bytes += length.asInt();
            }
            assertEquals(TEXT.length(), bytes);
        }
        assertTrue(ways.path(1).path("flops_per_byte").asDouble()
                < ways.path(0).path("flops_per_byte").asDouble());
    }

    @Test
    void showsShortTextsCut() {
        Cli.Result result = Cli.PIPED.runWith("hf-tiny", "compare", "--ways", "trained,space", "one two");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("space                one │two\n"), result.out());
    }

    @Test
    void noiseLeavesFixedCutsAndChangesTokens() throws IOException {
        JsonNode ways = json("--ways", "static-4,o200k", "--noise", "upper-case", "--format", "json", TEXT)
                .path("ways");
        assertEquals(1.0, ways.path(0).path("kept").asDouble());
        assertTrue(ways.path(1).path("kept").asDouble() < 1);
    }

    @Test
    void twoModelsPredictTheSameText() throws IOException {
        JsonNode models = json("--ways", "trained", "--against", TOKENS, "--format", "json", TEXT)
                .path("models");
        assertEquals(2, models.size());
        assertTrue(models.path(1).path("bits_per_byte").asDouble() < 6, models.toString());
    }

    @Test
    void sentencesForWhatCannotBe() {
        String[][] wrong = {
            {"--ways", "words", "There is no way of cutting 'words'"},
            {"--ways", "static-2.5", "whole number of bytes"},
            {"--noise", "loud", "There is no noise 'loud'"},
            {"--context", "0", "must be at least 1 byte"},
            {"--against", "/nope", "There is no folder /nope"}
        };
        for (String[] arguments : wrong) {
            Cli.Result result = Cli.PIPED.runWith("hf-tiny", "compare", arguments[0], arguments[1], TEXT);
            assertEquals(2, result.code(), result.err());
            assertTrue(result.err().contains(arguments[2]), result.err());
        }
    }

    /** Read as XML, which it is but for its first line. */
    @Test
    void asAPageThatStandsAlone() throws Exception {
        String text = "a <b> & 灯\n";
        Cli.Result result =
                Cli.PIPED.run("compare", "--backend", "cpu", "--format", "html", "--ways", "byte,space", text);
        assertEquals(0, result.code(), result.err());
        String page = result.out();
        assertTrue(page.startsWith("<!DOCTYPE html>"), page);
        assertFalse(page.contains("http") || page.contains("<script"), "nothing from elsewhere");
        assertTrue(page.contains("&lt;") && !page.contains("<b>"), page);
        assertTrue(page.contains("<span>⟨E7⟩</span><span>⟨81⟩</span><span>⟨AF⟩</span>"), page);
        assertEquals(2, page.split("<p class=\"cut\">", -1).length - 1, page);
        String bytes =
                page.substring(page.indexOf("<p class=\"cut\">"), page.indexOf("</p>", page.indexOf("<p class")));
        assertEquals(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length, bytes.split("<span>", -1).length - 1);
    }
}
