package blt4j.visualizer.lesson;

import atlantafx.base.theme.Styles;
import blt4j.BltException;
import blt4j.frontend.lesson.LessonFiles;
import blt4j.frontend.lesson.Quiz;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.engine.Forecaster;
import blt4j.visualizer.export.Animation;
import blt4j.visualizer.export.Table;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.page.Page;
import blt4j.visualizer.page.View;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.page.ViewKind;
import blt4j.visualizer.state.LessonPlace;
import blt4j.visualizer.state.Notice;
import blt4j.visualizer.state.PatchingChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.stage.FileChooser;
import jfx.incubator.scene.control.richtext.RichTextArea;
import org.kordamp.ikonli.feather.Feather;

/** The lessons to choose from; and, once one is chosen, its words above the real views, which it sets step by step. */
public final class LessonView extends Page {
    private final List<ViewKind> kinds;
    private final BorderPane content = new BorderPane();
    private final StackPane stage = new StackPane();
    private final LessonBar bar;
    private final Map<String, View> views = new HashMap<>();
    private final Map<LessonPlace, Integer> answers = new HashMap<>();
    private Optional<Lesson> lesson = Optional.empty();
    private Optional<View> current = Optional.empty();
    private Optional<Before> before = Optional.empty();
    private Optional<Node> overview = Optional.empty();
    private boolean inView;

    /**
     * Builds the view.
     *
     * @param kinds the views that lessons show
     */
    public LessonView(ViewContext context, List<ViewKind> kinds) {
        super(context);
        this.kinds = List.copyOf(kinds);
        this.bar = new LessonBar(context, this::go, this::answer, this::end);
        content.getStyleClass().add("lesson-view");
        content.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        on(model().lesson(), place -> refresh());
        on(model().model(), state -> refresh());
    }

    /** What was in the window before a lesson changed it. */
    private record Before(blt4j.visualizer.state.Document document, PatchingChoice patching) {}

    private void refresh() {
        if (!inView) {
            return;
        }
        Optional<LessonPlace> place = model().lesson().get();
        try {
            place.ifPresentOrElse(this::show, this::showOverview);
        } catch (BltException e) {
            model().notices().tell(Notice.error(String.valueOf(e.getMessage())));
            model().lesson().set(Optional.empty());
        }
    }

    private void show(LessonPlace place) {
        Lesson now = lesson.filter(l -> l.name().equals(place.lesson()))
                .orElseGet(() -> Lessons.find(place.lesson(), model().language().get()));
        lesson = Optional.of(now);
        if (before.isEmpty()) {
            before = Optional.of(
                    new Before(model().document().get(), model().patching().get()));
        }
        int index = Math.clamp(place.step(), 0, now.steps().size() - 1);
        LessonStep step = now.steps().get(index);
        OptionalInt given = given(place.lesson(), index);
        set(step, step.quiz().isEmpty() || given.isPresent());
        showView(step.view());
        bar.show(now, index, given);
        content.setTop(bar.content());
        content.setCenter(stage);
        bar.focusNext();
    }

    private OptionalInt given(String name, int step) {
        Integer answer = answers.get(new LessonPlace(name, step));
        return answer == null ? OptionalInt.empty() : OptionalInt.of(answer);
    }

    /** Takes the answer to a step's question; the first one counts. */
    private void answer(int choice) {
        model().lesson().get().ifPresent(place -> {
            answers.putIfAbsent(place, choice);
            refresh();
        });
    }

    /** What is asked and not answered yet. */
    private Optional<Quiz> open(LessonPlace place) {
        return lesson.filter(l -> place.step() < l.steps().size()
                        && given(l.name(), place.step()).isEmpty())
                .flatMap(l -> l.steps().get(place.step()).quiz());
    }

    /**
     * Brings the window into a step's state.
     *
     * @param answered whether the byte to look at may be seen, which can be what a question asks for
     */
    private void set(LessonStep step, boolean answered) {
        step.document().filter(d -> !d.equals(model().document().get())).ifPresent(context.workbench()::setDocument);
        PatchingChoice base = model().model()
                .get()
                .info()
                .map(info -> PatchingChoice.of(info.config().patching()))
                .orElse(PatchingChoice.DEFAULT);
        context.workbench().choosePatching(step.patching().over(base));
        model().noise().set(step.noise());
        model().details().set(step.details());
        model().selected().set(answered ? step.select() : OptionalInt.empty());
    }

    private void showView(String id) {
        ViewKind kind = kinds.stream()
                .filter(k -> k.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new BltException("A lesson shows the view " + id + "; there are "
                        + String.join(", ", kinds.stream().map(ViewKind::id).toList()) + "."));
        View view = views.computeIfAbsent(id, i -> kind.open().apply(context));
        if (current.equals(Optional.of(view))) {
            return;
        }
        current.ifPresent(View::hidden);
        current = Optional.of(view);
        stage.getChildren().setAll(view.content());
        view.shown();
    }

    private void showOverview() {
        leave();
        Node cards = overview.orElseGet(this::overview);
        overview = Optional.of(cards);
        content.setTop(null);
        content.setCenter(cards);
    }

    private Node overview() {
        Button open = new Button(text("lesson.open"), Icons.small(Feather.FOLDER, model().scale()));
        open.setOnAction(e -> chooseFile());
        open.getStyleClass().add(Styles.FLAT);
        List<Node> cards = new ArrayList<>();
        List<String> names = LessonFiles.names();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Lesson l = Lessons.find(name, model().language().get());
            boolean wide = i >= LessonCards.inWholeRows(names.size());
            cards.add(LessonCards.card(context, l, wide, () -> start(name)));
        }
        ScrollPane scroll = new ScrollPane(LessonCards.page(context, cards, open));
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.getStyleClass().add("lessons");
        return scroll;
    }

    private void start(String name) {
        answers.keySet().removeIf(place -> place.lesson().equals(name));
        model().lesson().set(Optional.of(new LessonPlace(name, 0)));
    }

    private void chooseFile() {
        FileChooser chooser = new FileChooser();
        chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter("Markdown", "*.md"));
        Optional.ofNullable(chooser.showOpenDialog(content.getScene().getWindow()))
                .map(java.io.File::toPath)
                .map(Path::toString)
                .ifPresent(this::start);
    }

    /** Goes on, or answers what is asked. */
    private void goOn(LessonPlace place) {
        if (open(place).isPresent()) {
            answer(LessonBar.NO_CHOICE);
        } else {
            go(place.step() + 1);
        }
    }

    /** What is in view, as files of it are called: the step's number, and whether what it asks or the answer is shown. */
    public Optional<String> part() {
        return model().lesson()
                .get()
                .flatMap(place -> lesson.map(l -> {
                    int index = Math.clamp(place.step(), 0, l.steps().size() - 1);
                    String number = String.format(Locale.ROOT, "%02d", index + 1);
                    boolean asks = l.steps().get(index).quiz().isPresent();
                    return asks ? number + (open(place).isPresent() ? "-question" : "-answer") : number;
                }));
    }

    /** Goes on as page down does. Returns whether there was anything to go on to. */
    public boolean next() {
        Optional<String> before = part();
        model().lesson().get().ifPresent(this::goOn);
        return !part().equals(before);
    }

    private void go(int step) {
        lesson.filter(l -> step < l.steps().size() && step >= 0)
                .ifPresent(l -> model().lesson().set(Optional.of(new LessonPlace(l.name(), step))));
    }

    private void end() {
        model().lesson().set(Optional.empty());
    }

    /** Pages turn as with a presenter's clicker. */
    private void key(KeyEvent event) {
        Optional<LessonPlace> place = model().lesson().get();
        if (place.isPresent() && event.getCode() == KeyCode.PAGE_DOWN) {
            goOn(place.get());
            event.consume();
        } else if (place.isPresent() && event.getCode() == KeyCode.PAGE_UP) {
            go(place.get().step() - 1);
            event.consume();
        } else if (place.isPresent() && !typing()) {
            choose(event, place.get());
        }
    }

    private boolean typing() {
        Node focused = content.getScene() == null ? content : content.getScene().getFocusOwner();
        return focused instanceof TextInputControl || focused instanceof RichTextArea;
    }

    /** A digit, or a letter, answers. */
    private void choose(KeyEvent event, LessonPlace place) {
        String key = event.getCode().getName();
        char first = key.length() == 1 ? key.charAt(0) : 0;
        int choice = event.getCode().isDigitKey() ? first - '1' : first - 'A';
        boolean plain = !event.isShortcutDown() && !event.isAltDown();
        if (plain
                && choice >= 0
                && open(place).filter(quiz -> choice < quiz.choices().size()).isPresent()) {
            answer(choice);
            event.consume();
        }
    }

    /** Gives the window back what it showed before the lesson. */
    private void leave() {
        current.ifPresent(View::hidden);
        current = Optional.empty();
        lesson = Optional.empty();
        before.ifPresent(b -> {
            context.workbench().setDocument(b.document());
            context.workbench().choosePatching(b.patching());
            model().noise().set(Optional.empty());
            model().details().set(false);
        });
        before = Optional.empty();
    }

    @Override
    public void shown() {
        inView = true;
        refresh();
    }

    @Override
    public void hidden() {
        inView = false;
        leave();
    }

    @Override
    public boolean settled() {
        return current.map(View::settled).orElse(true);
    }

    @Override
    public Optional<Drawing> drawing() {
        return current.flatMap(View::drawing);
    }

    @Override
    public Optional<Drawing> slide() {
        return current.flatMap(View::slide);
    }

    @Override
    public Optional<Consumer<Path>> handout() {
        Forecaster forecaster = new Forecaster(context.workbench().reader().thread());
        PatchingChoice trained = context.workbench().trainedPatching().orElse(PatchingChoice.DEFAULT);
        return lesson.map(
                l -> new Handout(l, trained, text -> forecaster.read(text).join(), messages())::write);
    }

    @Override
    public Optional<Animation> animation(String what) {
        return current.flatMap(view -> view.animation(what));
    }

    @Override
    public Optional<Table> table() {
        return current.flatMap(View::table);
    }

    @Override
    public Node content() {
        return content;
    }

    @Override
    public void close() {
        views.values().forEach(View::close);
        views.clear();
        super.close();
    }
}
