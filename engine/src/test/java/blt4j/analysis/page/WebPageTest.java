package blt4j.analysis.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.analysis.predict.TopPredictions;
import blt4j.generation.ReadProgress;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.EveryByte;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.patching.Patches;
import blt4j.patching.Patching;
import blt4j.vocabulary.Vocabulary;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebPageTest {
    private static final Path MODEL = Path.of("src", "test", "resources", "reference", "hf-tiny");

    /** Its attention has a window: long texts take it no longer per byte than short ones. */
    private static final Path WINDOWED = MODEL.resolveSibling("meta-tiny");

    private static final byte[] TEXT = "The keeper </script><b>slept</b>.\nThen, é 字 🙂\n\u001b, he woke & wrote."
            .getBytes(StandardCharsets.UTF_8);
    private static final PatcherConfig RULE = new PatcherConfig(new Threshold(2.5), OptionalInt.of(9), false);

    @TempDir
    private Path folder = Path.of("");

    private static String page(byte[] text, PatcherConfig rule) {
        return page(MODEL, text, rule);
    }

    private static String page(Path model, byte[] text, PatcherConfig rule) {
        try (Blt blt = Blt.open(model)) {
            return WebPage.of(blt, text, rule, WebPage.About.of(text), ReadProgress.NONE);
        }
    }

    @Test
    void aPageOfTenKilobytesHasLessThanAMegabyte() {
        byte[] text =
                "It was read long ago, and nobody knew by whom. ".repeat(220).getBytes(StandardCharsets.UTF_8);
        int size = page(WINDOWED, text, RULE).getBytes(StandardCharsets.UTF_8).length;
        assertTrue(text.length > 10_000 && size < 1_000_000, size + " bytes");
    }

    @Test
    void aPageLoadsNothingAndNoTextEndsItsScript() {
        String page = page(TEXT, RULE);
        assertFalse(page.contains("http://") || page.contains("https://") || page.contains("src="), "it stands alone");
        assertEquals(page.indexOf("</script>"), page.lastIndexOf("</script>"));
        assertTrue(page.contains("<title>The keeper &lt;/script&gt;&lt;b&gt;slept&lt;/b&gt;.</title>"));
    }

    @Test
    void aTextThatIsTooLongIsRefused() {
        BltException e = assertThrows(BltException.class, () -> page(new byte[WebPage.MOST_BYTES + 1], RULE));
        assertTrue(String.valueOf(e.getMessage()).contains("100000"), e.getMessage());
    }

    /** Opened and worked as a person would; the page cuts as the engine does, to the byte. */
    @Test
    void aPageWorksInABrowser() throws IOException, InterruptedException {
        Optional<Browser> found = Browser.open();
        if (found.isEmpty()) {
            System.err.println(
                    "SKIPPED: no Chromium with chromedriver here, so the web page was not opened in a browser.");
        }
        Assumptions.assumeTrue(found.isPresent(), "no Chromium with chromedriver on the PATH");
        Path file = folder.resolve("page.html");
        Files.writeString(file, page(TEXT, RULE));
        Path fixed = folder.resolve("fixed.html");
        Files.writeString(fixed, page(TEXT, new PatcherConfig(new Static(4, true))));
        try (Browser browser = found.get();
                Blt blt = Blt.open(MODEL);
                Session session = Session.open(
                        blt,
                        SessionOptions.ofCapacity(TEXT.length)
                                .withPatching(new PatcherConfig(new EveryByte()))
                                .withEntropyModelAlone())) {
            session.append(TEXT);
            browser.show(file);
            assertEquals(
                    "yes", browser.run("return document.body.dataset.ready").asText());
            assertEquals(begins(session, RULE), shown(browser));
            for (double threshold : new double[] {0.5, 3.25, 5.0}) {
                slide(browser, threshold);
                assertEquals(begins(session, RULE.withMode(new Threshold(threshold))), shown(browser));
            }
            browser.run("document.getElementById('reset').click()");
            assertEquals(begins(session, RULE), shown(browser));
            says(browser, session);
            browser.run("document.getElementById('theme').click()");
            assertEquals(
                    "dark",
                    browser.run("return document.documentElement.dataset.theme").asText());
            browser.show(fixed);
            assertTrue(browser.run("return document.getElementById('threshold').hidden")
                    .asBoolean());
            assertEquals(begins(session, new PatcherConfig(new Static(4, true))), shown(browser));
        }
    }

    private static void slide(Browser browser, double threshold) throws IOException, InterruptedException {
        browser.run("const s = document.getElementById('threshold'); s.value = " + threshold
                + "; s.dispatchEvent(new Event('input'))");
    }

    /** The keyboard goes from byte to byte, and what is known of each is said. */
    private static void says(Browser browser, Session session) throws IOException, InterruptedException {
        browser.run("const strip = document.getElementById('strip');"
                + "for (const key of ['Home', 'ArrowRight', 'ArrowRight'])"
                + " strip.dispatchEvent(new KeyboardEvent('keydown', { key }))");
        float[] logits = new float[Vocabulary.SIZE];
        session.entropyModelLogits(2, logits);
        TopPredictions top = TopPredictions.of(logits, WebPage.LIKELIEST, session.idAt(3));
        String said = browser.run("return document.getElementById('says').textContent")
                .asText();
        assertTrue(said.startsWith("Byte 2, e, 0x65."), said);
        assertTrue(said.endsWith("rank " + top.actual().orElseThrow().rank() + "."), said);
        JsonNode widths = browser.run(
                "return [...document.querySelectorAll('#likely .bar i')].map(i => parseFloat(i.style.width))");
        assertEquals(WebPage.LIKELIEST, widths.size());
        for (int i = 0; i < widths.size(); i++) {
            double percent = 100 * top.likeliest().get(i).probability();
            assertEquals(percent, widths.get(i).asDouble(), 0.06 + 0.001 * percent);
        }
    }

    private static List<Integer> shown(Browser browser) throws IOException, InterruptedException {
        List<Integer> begins = new ArrayList<>();
        browser.run("return [...document.querySelectorAll('.y.s')].map(y => +y.dataset.i)")
                .forEach(i -> begins.add(i.asInt()));
        return begins;
    }

    private static List<Integer> begins(Session session, PatcherConfig rule) {
        Patches patches = Patching.segment(rule, Vocabulary.prompt(TEXT), session.entropies());
        List<Integer> begins = new ArrayList<>();
        for (int i = 0; i < patches.count(); i++) {
            if (patches.begin(i) > 0) {
                begins.add(patches.begin(i) - 1);
            }
        }
        return begins;
    }
}
