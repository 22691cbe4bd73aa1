package blt4j.samples;

import blt4j.analysis.predict.TopPredictions;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.model.BundledModels;
import blt4j.vocabulary.Vocabulary;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds the lines of a log that surprise: after many lines of one kind, a line of another is hard to predict. */
public final class LogAnomalies {
    private LogAnomalies() {}

    /** A line, its number from 1, and how many bits its bytes took on average. */
    record Line(int number, String text, double bitsPerByte) {}

    /** {@code LOG [HOW-MANY]}. */
    public static void main(String[] args) throws IOException {
        if (args.length == 0) {
            System.err.println("usage: LogAnomalies LOG [HOW-MANY]");
            return;
        }
        int count = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        print(BundledModels.defaultModel(), Files.readString(Path.of(args[0])), count, System.out);
    }

    static void print(Path model, String log, int count, PrintStream out) {
        for (Line line : find(model, log, count)) {
            out.printf("%6d  %5.2f bits a byte  %s%n", line.number(), line.bitsPerByte(), line.text());
        }
    }

    /** The most surprising lines, the most surprising first. */
    static List<Line> find(Path model, String log, int count) {
        byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
        SessionOptions options = SessionOptions.ofCapacity(bytes.length).withEntropyModelAlone();
        List<Line> lines = new ArrayList<>();
        try (Blt blt = Blt.open(model);
                Session session = Session.open(blt, options)) {
            session.append(bytes);
            float[] logits = new float[Vocabulary.SIZE];
            int at = 0;
            for (String text : log.lines().toList()) {
                int length = text.getBytes(StandardCharsets.UTF_8).length + 1;
                double bits = 0;
                int end = Math.min(bytes.length, at + length);
                for (int i = at; i < end; i++) {
                    session.entropyModelLogits(i, logits);
                    bits += TopPredictions.prediction(logits, Vocabulary.id(bytes[i]))
                            .surprisal();
                }
                lines.add(new Line(lines.size() + 1, text, bits / (end - at)));
                at = end;
            }
        }
        lines.sort(Comparator.comparingDouble(Line::bitsPerByte).reversed());
        return lines.subList(0, Math.min(count, lines.size()));
    }
}
