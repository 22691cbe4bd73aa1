package blt4j.visualizer.patch;

import blt4j.analysis.predict.TopPredictions;
import blt4j.analysis.predict.TopPredictions.Prediction;
import blt4j.generation.Session;
import blt4j.visualizer.engine.TextReader;
import blt4j.visualizer.state.ByteText;
import blt4j.vocabulary.Utf8;
import blt4j.vocabulary.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * For a table of a text's bytes: how well the entropy model guessed each, and what is written there. Asked of the model when
 * the first of them is wanted, on whatever thread that is.
 */
final class Guesses {
    private final TextReader reader;
    private final ByteText text;
    private Optional<List<Prediction>> actual = Optional.empty();
    private Optional<String[]> characters = Optional.empty();

    Guesses(TextReader reader, ByteText text) {
        this.reader = reader;
        this.text = text;
    }

    /** Its place among what was expected, the likeliest being 1; empty where no distributions are kept. */
    synchronized Object rank(int index) {
        return index < actual().size() ? actual().get(index).rank() : "";
    }

    /** What the model gave it, 0 to 1; empty where no distributions are kept. */
    synchronized Object probability(int index) {
        return index < actual().size() ? actual().get(index).probability() : "";
    }

    /** The character that begins at a byte; empty within one, and where a byte is part of none. */
    synchronized String text(int index) {
        if (characters.isEmpty()) {
            String[] all = new String[text.length()];
            java.util.Arrays.fill(all, "");
            for (Utf8.Glyph glyph : Utf8.glyphs(text.bytes())) {
                all[glyph.begin()] = glyph.valid() ? Character.toString(glyph.codePoint()) : "";
            }
            characters = Optional.of(all);
        }
        return characters.get()[index];
    }

    private List<Prediction> actual() {
        if (actual.isEmpty()) {
            actual = Optional.of(reader.ask(text, Guesses::predictions).join().orElse(List.of()));
        }
        return actual.get();
    }

    private static List<Prediction> predictions(Session session) {
        boolean kept = session.options().keepDistributions()
                && session.blt().programs().entropyModel().isPresent();
        if (!kept) {
            return List.of();
        }
        List<Prediction> all = new ArrayList<>(session.length());
        float[] logits = new float[Vocabulary.SIZE];
        for (int i = 0; i < session.length(); i++) {
            session.entropyModelLogits(i, logits);
            all.add(TopPredictions.prediction(logits, session.idAt(i + 1)));
        }
        return all;
    }
}
