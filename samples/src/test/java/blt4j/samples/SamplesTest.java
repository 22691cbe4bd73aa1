package blt4j.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.generation.GenerationResult;
import blt4j.model.BundledModels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each sample does what it says, with the small bundled model. */
class SamplesTest {
    private static final Path MODEL = BundledModels.find("blt-mini").orElseThrow();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void patchesJoinToTheText() {
        String text = "The patches of a text begin where it is hard to foresee.";
        ShowPatches.show(MODEL, text, out);
        StringBuilder joined = new StringBuilder();
        int patches = 0;
        for (String line : printed().lines().filter(l -> l.contains("»")).toList()) {
            joined.append(line, line.indexOf('»') + 1, line.lastIndexOf('«'));
            patches++;
        }
        assertEquals(text, joined.toString());
        assertTrue(printed().contains(text.length() + " bytes in " + patches + " patches"), this::printed);
    }

    @Test
    void writingGoesOnFromThePrompt() {
        GenerationResult result = WriteText.write(MODEL, "Once upon a time, ", 60, out);
        assertTrue(printed().startsWith("Once upon a time, "), this::printed);
        assertTrue(result.bytes() > 0 && result.bytes() <= 60, result::toString);
        assertTrue(printed().contains("|"), this::printed);
    }

    @Test
    void aPictureIsBrighterWhereTheTextIsHardToForesee() {
        byte[] text = ("aaaaaaaa".repeat(16) + "q7#Zk!0x".repeat(2)).getBytes(StandardCharsets.UTF_8);
        BufferedImage picture = EntropyPicture.draw(MODEL, text);
        assertEquals(2, picture.getHeight());
        assertTrue(blueOf(picture, 100, 0) != blueOf(picture, 1, 1), "not all the same");
    }

    private static int blueOf(BufferedImage picture, int x, int y) {
        return picture.getRGB(x, y) & 0xFF;
    }

    @Test
    void theOddLineOfALogIsFound() {
        StringBuilder log = new StringBuilder();
        for (int i = 10; i < 30; i++) {
            log.append("2026-11-28 10:00:%d INFO request served in %d ms%n".formatted(i, i + 3));
        }
        log.insert(log.indexOf("10:00:25") - 11, "kernel panic: out of memory!!! core=7x#\n");
        List<LogAnomalies.Line> found = LogAnomalies.find(MODEL, log.toString(), 2);
        assertTrue(found.stream().anyMatch(l -> l.number() == 16), found::toString);
    }

    @Test
    void aCorpusHasItsStatistics() {
        CorpusStatistics.print(MODEL, List.of(Path.of("texts")), out);
        assertTrue(printed().lines().count() > 10, this::printed);
        assertTrue(printed().contains("english.txt"), this::printed);
    }

    @Test
    void layersShowWhatIsInsideThem() {
        List<String> lines = InsideALayer.look(MODEL, "The old house stood by the old river.")
                .lines()
                .toList();
        assertTrue(lines.getFirst().matches("patch \".+\""), lines::toString);
        assertTrue(lines.size() > 2, lines::toString);
        for (int layer = 1; layer < lines.size(); layer++) {
            String line = lines.get(layer);
            assertTrue(
                    line.matches("layer " + layer
                            + ": hidden state of length \\d+\\.\\d\\d; looks back most at \".*\" \\(\\d+ %\\)"),
                    line);
        }
    }

    @Test
    void aRuleOfOnesOwnIsCompared() {
        CustomPatcher.print(MODEL, "countOfOpenFiles", out);
        assertTrue(printed().contains("capitals     4 patches of 4.00 bytes"), this::printed);
    }

    @Test
    void theServerWritesOnWhatIsPosted() throws Exception {
        try (CompletionServer server = new CompletionServer(MODEL, 0);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/complete"))
                    .POST(HttpRequest.BodyPublishers.ofString("Once upon a time, "))
                    .build();
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            assertEquals(200, answer.statusCode());
            assertTrue(answer.body().length > 0 && answer.body().length <= 200);
        }
    }

    /** Whoever begins with one reads it whole. */
    @Test
    void eachFitsUnderEightyLines() throws IOException {
        try (Stream<Path> samples = Files.list(Path.of("src/main/java/blt4j/samples"))) {
            for (Path sample : samples.toList()) {
                assertTrue(Files.readAllLines(sample).size() < 80, sample::toString);
            }
        }
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
