package blt4j.visualizer;

import blt4j.visualizer.generate.GenerateView;
import blt4j.visualizer.page.Placeholder;
import blt4j.visualizer.page.ViewKind;
import blt4j.visualizer.patch.PatchView;
import java.util.List;
import org.kordamp.ikonli.feather.Feather;

/** The views that the window has, in the order in which they stand in the navigation rail. */
final class Views {
    /** All of them; the first is home. */
    static final List<ViewKind> ALL = List.of(
            new ViewKind("patch", Feather.LAYERS, PatchView::new),
            new ViewKind("generate", Feather.ZAP, GenerateView::new),
            new ViewKind("compare", Feather.COLUMNS, Placeholder::new),
            new ViewKind("pipeline", Feather.GIT_MERGE, Placeholder::new),
            new ViewKind("scale", Feather.TRENDING_UP, Placeholder::new),
            new ViewKind("lesson", Feather.BOOK_OPEN, Placeholder::new));

    private Views() {}
}
