package blt4j.visualizer.lesson;

import blt4j.BltException;
import blt4j.WholeFile;
import blt4j.frontend.lesson.Quiz;
import blt4j.patching.PatcherConfig;
import blt4j.patching.Patches;
import blt4j.patching.Patching;
import blt4j.patching.ThresholdFinder;
import blt4j.visualizer.draw.PdfFile;
import blt4j.visualizer.engine.Forecast;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Document;
import blt4j.visualizer.state.Entropies;
import blt4j.visualizer.state.PatchingChoice;
import blt4j.visualizer.state.TextReading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A lesson on paper: its steps, questions with boxes to tick, strips into which bars and patches are drawn by hand, and at the
 * end the answers, with the strips as the model has them.
 */
final class Handout {
    /** How much of a text fits into a strip. */
    private static final int STRIP_BYTES = 30;

    private final Lesson lesson;
    private final PatchingChoice trained;
    private final Function<ByteText, Optional<Forecast>> read;
    private final Messages messages;

    /**
     * A handout.
     *
     * @param trained how the model was trained to cut
     * @param read what the model expects in a text, empty if none is open; may take a while
     */
    Handout(Lesson lesson, PatchingChoice trained, Function<ByteText, Optional<Forecast>> read, Messages messages) {
        this.lesson = lesson;
        this.trained = trained;
        this.read = read;
        this.messages = messages;
    }

    /** A step with the strip to be filled, if it has one. */
    private record Printed(int number, LessonStep step, Optional<ByteText> strip) {}

    /** Writes it as a PDF. Takes as long as the model reads the strips. */
    void write(Path file) {
        try (PdfFile pdf = new PdfFile(lesson.title())) {
            Sheet sheet = new Sheet(pdf);
            List<Printed> steps = steps();
            drawHead(sheet);
            steps.forEach(step -> drawStep(sheet, step));
            drawAnswers(sheet, steps);
            WholeFile.write(file, pdf::write);
        } catch (IOException e) {
            throw new BltException("The file " + file + " cannot be written: " + WholeFile.reason(e) + ".", e);
        }
    }

    /** A text has a strip once; what comes after is about the same one. */
    private List<Printed> steps() {
        List<Printed> steps = new ArrayList<>();
        List<ByteText> seen = new ArrayList<>();
        for (LessonStep step : lesson.steps()) {
            Optional<ByteText> text = step.view().equals("patch")
                    ? step.document().map(Document::text).map(Handout::beginning)
                    : Optional.empty();
            Optional<ByteText> unseen = text.filter(t -> t.length() > 0 && !seen.contains(t));
            unseen.ifPresent(seen::add);
            steps.add(new Printed(steps.size() + 1, step, unseen));
        }
        return steps;
    }

    /** As much as a strip holds, in whole words if that costs little. */
    private static ByteText beginning(ByteText text) {
        if (text.length() <= STRIP_BYTES) {
            return text;
        }
        int end = STRIP_BYTES;
        for (int i = STRIP_BYTES; i > STRIP_BYTES - 8; i--) {
            if (text.at(i) == ' ') {
                end = i;
                break;
            }
        }
        while ((text.at(end) & 0xC0) == 0x80) {
            end--;
        }
        return ByteText.of(text.bytes(0, end));
    }

    private void drawHead(Sheet sheet) {
        sheet.heading(lesson.title(), 20);
        sheet.words(lesson.about(), 0);
        sheet.blanks(messages.get("handout.name"), messages.get("handout.date"));
    }

    private void drawStep(Sheet sheet, Printed printed) {
        LessonStep step = printed.step();
        sheet.keep(
                step.quiz().map(q -> 3 + q.choices().size()).orElse(4),
                printed.strip().isPresent());
        sheet.heading(printed.number() + "  " + step.title(), 13);
        if (step.quiz().isPresent()) {
            Quiz quiz = step.quiz().get();
            sheet.words(quiz.question(), 0);
            for (int i = 0; i < quiz.choices().size(); i++) {
                sheet.choice(Quiz.letter(i) + "  " + quiz.choices().get(i));
            }
        } else {
            sheet.words(step.words(), 0);
        }
        printed.strip().ifPresent(text -> {
            sheet.note(messages.get("handout.draw"));
            sheet.strip(text, Optional.empty());
        });
    }

    private void drawAnswers(Sheet sheet, List<Printed> steps) {
        sheet.newPage();
        sheet.heading(messages.get("handout.answers"), 20);
        for (Printed printed : steps) {
            LessonStep step = printed.step();
            if (step.quiz().isEmpty() && printed.strip().isEmpty()) {
                continue;
            }
            sheet.keep(4, printed.strip().isPresent());
            String answer = step.quiz()
                    .map(q -> Quiz.letter(q.right()) + "  " + q.choices().get(q.right()))
                    .orElse(step.title());
            sheet.heading(printed.number() + "  " + answer, 12);
            step.quiz().ifPresent(q -> sheet.words(step.words(), 0));
            printed.strip().ifPresent(text -> {
                Optional<TextReading> reading = read.apply(text).flatMap(f -> reading(step, f));
                sheet.strip(text, reading);
                reading.ifPresent(r -> sheet.note(messages.get("handout.strip")));
            });
        }
    }

    /** The strip as the step has it cut. */
    private Optional<TextReading> reading(LessonStep step, Forecast forecast) {
        if (forecast.entropyModel().isEmpty()) {
            return Optional.empty();
        }
        float[] values = new float[forecast.text().length() + 1];
        for (int i = 0; i < forecast.text().length(); i++) {
            values[i] = (float) forecast.entropyModel().get(i).entropy();
        }
        Entropies entropies = Entropies.read(forecast.text(), values);
        PatchingChoice choice = step.patching().over(trained);
        PatcherConfig config = choice.config();
        if (choice.wantedMean().isPresent() && choice.rule().hasThreshold()) {
            config = ThresholdFinder.find(
                    config, entropies.ids(), values, choice.wantedMean().getAsDouble());
        }
        Patches patches = Patching.segment(config, entropies.ids(), values);
        return Optional.of(new TextReading(entropies, config, patches, Optional.empty()));
    }
}
