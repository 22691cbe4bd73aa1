package blt4j.visualizer.window;

import blt4j.visualizer.compare.CompareView;
import blt4j.visualizer.generate.GenerateView;
import blt4j.visualizer.guess.GuessView;
import blt4j.visualizer.lesson.LessonView;
import blt4j.visualizer.page.ViewKind;
import blt4j.visualizer.patch.PatchView;
import blt4j.visualizer.pipeline.PipelineView;
import blt4j.visualizer.scale.ScaleView;
import java.util.List;
import java.util.stream.Stream;
import org.kordamp.ikonli.feather.Feather;

/** The views that the window has, in the order in which they stand in the navigation rail. */
public final class Views {
    /** All of them; the first is home. */
    public static final List<ViewKind> ALL = withLessons(List.of(
            new ViewKind("patch", Feather.LAYERS, PatchView::new),
            new ViewKind("generate", Feather.ZAP, GenerateView::new),
            new ViewKind("compare", Feather.COLUMNS, CompareView::new),
            new ViewKind("pipeline", Feather.GIT_MERGE, PipelineView::new),
            new ViewKind("scale", Feather.TRENDING_UP, ScaleView::new),
            new ViewKind("guess", Feather.HELP_CIRCLE, GuessView::new)));

    private Views() {}

    /** Lessons show the other views. */
    private static List<ViewKind> withLessons(List<ViewKind> others) {
        ViewKind lessons = new ViewKind("lesson", Feather.BOOK_OPEN, context -> new LessonView(context, others));
        return Stream.concat(others.stream(), Stream.of(lessons)).toList();
    }
}
