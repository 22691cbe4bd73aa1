package blt4j.visualizer.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import blt4j.analysis.predict.TopPredictions;
import blt4j.fixture.TestModels;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Entropies;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WrittenTextTest {
    private static final Path MODEL = TestModels.folder("hf-tiny");

    /** What was looked at stays as it was, whatever is written, taken back and written otherwise. */
    @Test
    void aMomentStaysAsItWas() {
        try (Blt blt = Blt.open(MODEL);
                Session session = Session.open(blt, SessionOptions.ofCapacity(4000))) {
            WrittenText text = new WrittenText();
            append(session, "once ".repeat(300));
            text.follow(session);
            Drawn first = draw(text);
            Entropies before = text.read();
            List<Drawn> drawnBefore = text.drawn();
            float[] values = session.entropies();

            append(session, "x");
            text.follow(session);
            draw(text);
            session.truncate(1500);
            text.keep(1500, 1);
            append(session, "y");
            text.follow(session);
            Drawn other = draw(text);

            assertEquals(ByteText.of("once ".repeat(300)), before.text());
            assertEquals(1500, before.text().length());
            assertArrayEquals(values, before.values());
            assertEquals(1501, before.ids().length);
            assertEquals(List.of(first), drawnBefore);
            assertEquals("once ".repeat(300) + "y", text.read().text().string());
            assertArrayEquals(session.entropies(), text.read().values());
            assertEquals(2, text.drawn().size());
            assertSame(other, text.drawn().get(1));
        }
    }

    private static void append(Session session, String more) {
        session.append(more.getBytes(StandardCharsets.UTF_8));
    }

    private static Drawn draw(WrittenText text) {
        TopPredictions some = TopPredictions.of(new float[260], 1, 0);
        Drawn drawn = new Drawn(some, some);
        text.draw(drawn);
        return drawn;
    }
}
