package blt4j.visualizer.lesson;

import blt4j.analysis.compare.Noise;
import blt4j.frontend.lesson.Quiz;
import blt4j.patching.PatchingRule;
import blt4j.visualizer.state.Document;
import blt4j.visualizer.state.PatchingChoice;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A step of a lesson: something said about a view, and what the view shows meanwhile.
 *
 * @param title its heading
 * @param words a sentence or two
 * @param view the id of the view
 * @param document the text; absent for the one in the window
 * @param select the byte to look at; absent for none
 * @param noise what spoils the text in the compare view
 * @param details whether the patch view shows its details
 * @param patching how the text is cut
 * @param quiz what is asked before the words are said; absent for nothing
 */
record LessonStep(
        String title,
        String words,
        String view,
        Optional<Document> document,
        OptionalInt select,
        Optional<Noise> noise,
        boolean details,
        Patching patching,
        Optional<Quiz> quiz) {
    /**
     * How a step wants the text cut; what it does not say is as the model was trained.
     *
     * @param rule by which patches begin
     * @param threshold in nats
     * @param rise in nats
     * @param size of static patches, in bytes
     * @param mean the wanted mean size, in bytes
     * @param limit the longest patch, in bytes
     */
    record Patching(
            Optional<PatchingRule> rule,
            OptionalDouble threshold,
            OptionalDouble rise,
            OptionalInt size,
            OptionalDouble mean,
            OptionalInt limit) {
        /** As the model was trained. */
        static final Patching OF_MODEL = new Patching(
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                OptionalInt.empty());

        /** What this says, over the model's own choice. */
        PatchingChoice over(PatchingChoice base) {
            return new PatchingChoice(
                    rule.orElse(base.rule()),
                    threshold.orElse(base.threshold()),
                    rise.orElse(base.rise()),
                    size.orElse(base.staticSize()),
                    mean,
                    limit.isPresent() ? limit : base.maxPatchLength(),
                    base.resetAtNewline());
        }
    }
}
