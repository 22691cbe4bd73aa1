package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.device.BackendOptions;
import blt4j.visualizer.draw.Theme;
import blt4j.visualizer.engine.TextReader;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.page.ViewKind;
import blt4j.visualizer.state.Notice;
import blt4j.visualizer.state.SettingsStore;
import blt4j.visualizer.state.Vocabularies;
import blt4j.visualizer.tool.Album;
import blt4j.visualizer.tool.LessonPictures;
import blt4j.visualizer.window.LaunchOptions;
import blt4j.visualizer.window.MainWindow;
import blt4j.visualizer.window.Uncaught;
import blt4j.visualizer.window.Views;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Spinner;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellTest {
    @TempDir
    Path folder;

    @Test
    void whatNobodyCaughtIsTold() {
        try (Window window = Window.open()) {
            Window.run(() -> Uncaught.tellIn(window.model));
            Platform.runLater(() -> {
                throw new IllegalStateException("nobody expected this");
            });
            Window.await(() -> window.model.notices().newest().sentence().contains("nobody expected this"));
        }
    }

    @Test
    void everyViewOpensInEveryThemeAndLanguage() {
        try (Window window = Window.open()) {
            window.read("Grüße, 世界!");
            for (ViewKind kind : Views.ALL) {
                for (Theme theme : Theme.values()) {
                    for (Locale language : Messages.LANGUAGES) {
                        Window.run(() -> window.model.theme().set(theme));
                        Window.run(() -> window.model.language().set(language));
                        window.show(kind.id());
                        Label title =
                                (Label) Window.on(() -> window.shell.root().lookup(".view-title"));
                        assertEquals(new Messages(language).get("view." + kind.id()), title.getText());
                        assertTrue(
                                Window.on(() -> window.shell.current().content().getScene() != null));
                    }
                }
            }
            Window.run(() -> window.model.presentation().set(true));
            assertTrue(Window.on(() -> window.model.scale().get()) > 1.2);
            assertEquals(Notice.NONE, Window.on(() -> window.model.notices().newest()), "nothing went wrong");
        }
    }

    private static boolean plain(BufferedImage picture) {
        int first = picture.getRGB(0, 0);
        for (int y = 0; y < picture.getHeight(); y += 7) {
            for (int x = 0; x < picture.getWidth(); x += 7) {
                if (picture.getRGB(x, y) != first) {
                    return false;
                }
            }
        }
        return true;
    }

    @Test
    void aModelThatCannotBeOpenedIsASentenceAndTheOldOneStays() {
        try (Window window = Window.open()) {
            Window.run(() -> window.workbench.openModel(folder, BackendOptions.CPU));
            Window.await(() -> window.model.notices().newest().kind() == Notice.Kind.ERROR);
            assertTrue(
                    Window.on(() -> window.model.notices().newest().sentence()).contains(folder.toString()));
            assertTrue(Window.on(() -> window.model.model().get().info().isPresent()));
            Window.run(() -> window.model.notices().dismissNewest());
            assertEquals(0, Window.on(() -> said(window).size()));
        }
    }

    private static void dismissAll(Window window) {
        Window.run(() -> nodes(window.shell.root())
                .filter(node -> "Dismiss".equals(node.getAccessibleText()))
                .map(ButtonBase.class::cast)
                .toList()
                .forEach(ButtonBase::fire));
    }

    private static List<String> said(Window window) {
        return window.shell.root().lookupAll(".notice .label").stream()
                .map(label -> ((Label) label).getText())
                .toList();
    }

    /** Of a file that vanished and a folder that is no model, both are told. */
    @Test
    void aFailureIsNotLostBecauseAnotherFollowed() {
        try (Window window = Window.open()) {
            Path gone = folder.resolve("gone.txt");
            Window.run(() -> {
                window.workbench.openText(gone);
                window.workbench.openModel(folder, BackendOptions.CPU);
            });
            Window.await(() -> said(window).contains("and 1 more"));
            assertEquals(2, Window.on(() -> said(window).size()), "one sentence, and how many more");
            Window.run(() -> window.model.notices().tell(Notice.info("one")));
            Window.run(() -> window.model.notices().tell(Notice.info("two")));
            assertTrue(Window.on(() -> said(window)).contains("two"));
            assertFalse(Window.on(() -> said(window)).contains("one"), "of what went well the newest alone");
            List<String> failures = new ArrayList<>(Window.on(() -> said(window)));
            dismissAll(window);
            failures.addAll(Window.on(() -> said(window)));
            assertTrue(failures.stream().anyMatch(sentence -> sentence.contains("gone.txt")), failures.toString());
            dismissAll(window);
            assertEquals(List.of(), Window.on(() -> said(window)));
        }
    }

    /** Whatever the keyboard reaches has a name. */
    @Test
    void whatCanHaveTheFocusHasAName() {
        try (Window window = Window.open()) {
            window.read("Grüße");
            for (ViewKind kind : Views.ALL) {
                window.show(kind.id());
                List<String> nameless = Window.on(() -> nodes(window.shell.root())
                        .filter(node -> node.isFocusTraversable() && node.isVisible())
                        .filter(node -> !(node instanceof ScrollPane) && !named(node))
                        .map(node -> kind.id() + ": " + node)
                        .toList());
                assertEquals(List.of(), nameless);
            }
        }
    }

    private static boolean named(Node node) {
        boolean says = node instanceof Labeled labeled && !labeled.getText().isBlank();
        String name = Optional.ofNullable(node.getAccessibleText()).orElse("");
        boolean inside = node.getParent() instanceof Spinner<?> spinner && named(spinner);
        return says || !name.isBlank() || inside;
    }

    private static Stream<Node> nodes(Node node) {
        Stream<Node> children = node instanceof Parent parent
                ? parent.getChildrenUnmodifiable().stream().flatMap(ShellTest::nodes)
                : Stream.empty();
        return Stream.concat(Stream.of(node), children);
    }

    @Test
    void theMenuOfDevicesMarksTheOneThatWasChosen() {
        try (Window window = Window.open()) {
            window.read("one");
            String title = new Messages(Locale.ENGLISH).get("top.backend");
            MenuButton menu = Window.on(() -> nodes(window.shell.root())
                    .filter(MenuButton.class::isInstance)
                    .map(MenuButton.class::cast)
                    .filter(button -> button.getText().equals(title))
                    .findFirst()
                    .orElseThrow());
            Window.run(menu::show);
            Window.await(() -> menu.getItems().size() > 1);
            for (String selector : List.of("cpu", "auto")) {
                Window.run(() -> menu.getItems().stream()
                        .filter(item -> selector.equals(item.getUserData()))
                        .forEach(MenuItem::fire));
                Window.await(() -> window.workbench.settings().backend().equals(selector));
                Window.run(menu::hide);
                Window.run(menu::show);
                assertEquals(List.of(selector), Window.on(() -> marked(menu)));
            }
            Window.run(menu::hide);
        }
    }

    private static List<Object> marked(MenuButton menu) {
        return menu.getItems().stream()
                .filter(item -> item instanceof RadioMenuItem choice && choice.isSelected())
                .map(MenuItem::getUserData)
                .toList();
    }

    @Test
    void theStateOfTheDeviceIsSaidInEveryLanguage() {
        try (Window window = Window.open()) {
            window.read("one");
            window.show("patch");
            Window.await(() -> window.shell.current().settled());
            for (Locale language : Messages.LANGUAGES) {
                Window.run(() -> window.model.language().set(language));
                String ready = new Messages(language).get("status.ready");
                Window.await(() -> window.shell.root().lookup(".device-state") instanceof Label state
                        && state.getText().equals(ready));
            }
        }
    }

    @Test
    void aTextThatAnotherTookThePlaceOfComesBack() {
        try (Window window = Window.open()) {
            window.read("one");
            window.read("two");
            window.show("scale");
            Window.chord(window.scene, KeyCode.Z, false);
            assertEquals(
                    "one", Window.on(() -> window.model.document().get().text().string()));
            Window.chord(window.scene, KeyCode.Z, true);
            assertEquals(
                    "two", Window.on(() -> window.model.document().get().text().string()));
            Window.chord(window.scene, KeyCode.Z, true);
            assertEquals(
                    "two", Window.on(() -> window.model.document().get().text().string()), "nothing was left");
        }
    }

    /** Where a text is not to be seen, the window goes where it is. */
    @Test
    void aTextThatIsChosenIsShown() {
        try (Window window = Window.open()) {
            String title = new Messages(Locale.ENGLISH).get("sample.dna");
            window.show("scale");
            Window.run(() -> nodes(window.shell.root())
                    .filter(MenuButton.class::isInstance)
                    .flatMap(menu -> ((MenuButton) menu).getItems().stream())
                    .filter(item -> title.equals(item.getText()))
                    .toList()
                    .forEach(MenuItem::fire));
            Window.await(() -> window.model.document().get().title().equals(title));
            assertEquals("patch", Window.on(() -> window.model.view().get()));
        }
    }

    /** Views are made before somebody goes there, and made again in another language. */
    @Test
    void viewsAreMadeInTimeThatNobodyNeeds() {
        try (Window window = Window.open()) {
            window.read("one");
            for (Locale language : Messages.LANGUAGES.reversed()) {
                Window.run(() -> window.model.language().set(language));
                Window.run(window.shell::prepareViews);
                Window.await(window.shell::prepared);
                assertEquals("patch", Window.on(() -> window.model.view().get()), "none of them is shown");
                for (ViewKind kind : Views.ALL) {
                    window.show(kind.id());
                    assertEquals(
                            window.scene,
                            Window.on(() -> window.shell.current().content().getScene()));
                    Window.await(() -> window.shell.current().settled());
                }
                window.show("patch");
            }
            assertEquals(Notice.NONE, Window.on(() -> window.model.notices().newest()), "nothing went wrong");
        }
    }

    @Test
    void whatTakesLongSaysSoAndEnds() {
        try (Window window = Window.open()) {
            CompletableFuture<Void> gate = new CompletableFuture<>();
            Window.run(() -> window.workbench.work("Baking", gate::join, () -> {}));
            Window.await(() -> window.model.activity().get().label().equals("Baking"));
            assertTrue(
                    Window.on(() -> window.shell.root().lookup(".progress-bar").isVisible()));
            gate.complete(null);
            Window.await(() -> !window.model.activity().get().running());
        }
    }

    @Test
    void manyPicturesAreTakenInOneGo() throws IOException {
        try (Window window = Window.open()) {
            List<LaunchOptions> wanted = List.of("patch", "pipeline").stream()
                    .map(view -> LaunchOptions.parse(List.of(
                            "--snapshot",
                            folder.resolve(view + ".png").toString(),
                            "--view",
                            view,
                            "--size",
                            "900x600",
                            "--model",
                            Window.MODEL.toString())))
                    .toList();
            assertTrue(take(wanted));
            assertTrue(Window.on(window.stage::isShowing), "the window itself is left alone");
            for (String view : List.of("patch", "pipeline")) {
                BufferedImage picture =
                        ImageIO.read(folder.resolve(view + ".png").toFile());
                assertEquals(900, picture.getWidth());
                assertFalse(plain(picture), view + " shows something");
            }
        }
    }

    /** A question and its answer are two pictures; the lesson goes on by itself, and ends. */
    @Test
    void aLessonIsTakenAsASeriesOfPictures() throws IOException {
        Path lesson = Files.writeString(folder.resolve("mine.md"), """
                # Mine
                In three steps.

                ## Look
                view: patch
                text: "The keeper slept."

                Here it begins.

                ## Guess
                view: patch
                text: "The keeper slept."
                select: "k"
                quiz: Where? | *here | there

                It is here.

                ## Compared
                view: compare

                And so on.
                """);
        Path pictures = folder.resolve("series");
        assertTrue(series(lesson, pictures));
        try (Stream<Path> files = Files.list(pictures)) {
            assertEquals(
                    List.of("01.png", "02-answer.png", "02-question.png", "03.png"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
        byte[] question = Files.readAllBytes(pictures.resolve("02-question.png"));
        assertFalse(Arrays.equals(question, Files.readAllBytes(pictures.resolve("02-answer.png"))));
        assertEquals(900, ImageIO.read(pictures.resolve("03.png").toFile()).getWidth());
        Path one = folder.resolve("one");
        assertTrue(series(lesson, one, "--step", "2"));
        try (Stream<Path> files = Files.list(one)) {
            assertEquals(2, files.count(), "the question and the answer of one step");
        }
        assertFalse(series(folder.resolve("none.md"), folder.resolve("nothing")));
        assertFalse(Files.exists(folder.resolve("nothing")));
    }

    private static boolean series(Path lesson, Path pictures, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("--view", "lesson", "--lesson", lesson.toString(), "--size", "900x600", "--lang", "en"));
        arguments.addAll(List.of("--model", Window.MODEL.toString()));
        arguments.addAll(List.of(more));
        Window.startToolkit();
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Window.run(() -> {
            MainWindow window = MainWindow.open(
                    new Stage(),
                    LaunchOptions.parse(arguments),
                    SettingsStore.none(),
                    new Vocabularies(),
                    new TextReader());
            new LessonPictures(window, pictures, more.length > 0, taken -> {
                        window.close();
                        done.complete(taken);
                    })
                    .start();
        });
        return done.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static boolean take(List<LaunchOptions> wanted) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Window.run(() -> new Album(wanted, done::complete).begin());
        return done.orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Of three lines one asks for what there is not; the other two are taken, and the exit code tells of it. */
    @Test
    void aBadLineOfAnAlbumDoesNotStopTheOthers() throws IOException {
        try (Window window = Window.open()) {
            String model = "\t--size\t900x600\t--model\t" + Window.MODEL;
            Path list = Files.writeString(
                    folder.resolve("album.txt"),
                    "--snapshot\t" + folder.resolve("a.png") + model + "\n"
                            + "--snapshot\t" + folder.resolve("b.png") + "\t--theme\tpink" + model + "\n"
                            + "--snapshot\t" + folder.resolve("c.png") + model + "\n");
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            Window.run(() -> Album.of(list.toString(), done::complete).begin());
            assertFalse(done.orTimeout(60, TimeUnit.SECONDS).join());
            assertTrue(Files.exists(folder.resolve("a.png")) && Files.exists(folder.resolve("c.png")));
            assertFalse(Files.exists(folder.resolve("b.png")));
            assertTrue(Window.on(window.stage::isShowing));
        }
    }

    private LaunchOptions slide(String file, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("--snapshot", folder.resolve(file).toString(), "--slide", "--model", Window.MODEL.toString()));
        arguments.addAll(List.of(more));
        return LaunchOptions.parse(arguments);
    }

    @Test
    void slidesAreTakenWithoutADisplay() throws IOException {
        try (Window window = Window.open()) {
            assertTrue(take(List.of(slide("one.svg", "--text", "Hi"), slide("two.png", "--size", "960x540"))));
            assertTrue(Files.readString(folder.resolve("one.svg")).contains(">i</text>"));
            assertEquals(960, ImageIO.read(folder.resolve("two.png").toFile()).getWidth());
            assertFalse(take(List.of(slide("three.png", "--view", "lesson"))), "the overview of lessons has none");
            assertFalse(Files.exists(folder.resolve("three.png")));
            assertTrue(Window.on(window.stage::isShowing));
        }
    }

    /** Each format by the bytes that it begins with, and the same bytes each time. */
    @Test
    void theThresholdSweepsInPicturesThatMove() throws IOException {
        try (Window window = Window.open()) {
            List<String> ends = List.of("png", "gif");
            for (String end : ends) {
                assertTrue(take(List.of(movie("one." + end), movie("two." + end))));
                byte[] one = Files.readAllBytes(folder.resolve("one." + end));
                assertArrayEquals(one, Files.readAllBytes(folder.resolve("two." + end)));
                String ascii = new String(one, StandardCharsets.ISO_8859_1);
                assertTrue(ascii.contains(end.equals("png") ? "acTL" : "NETSCAPE2.0"), end);
                assertEquals(
                        160, ImageIO.read(folder.resolve("one." + end).toFile()).getWidth());
            }
            String png = Files.readString(folder.resolve("one.png"), StandardCharsets.ISO_8859_1);
            assertEquals(72, png.split("fcTL", -1).length - 1, "a control for each picture");
            assertFalse(take(List.of(movie("three.bmp"))), "no such format");
            assertTrue(Window.on(window.stage::isShowing));
        }
    }

    private LaunchOptions movie(String file) {
        return LaunchOptions.parse(List.of(
                "--snapshot",
                folder.resolve(file).toString(),
                "--animate",
                "sweep",
                "--size",
                "160x90",
                "--text",
                "He slept.",
                "--model",
                Window.MODEL.toString()));
    }

    @Test
    void aFileIsOpenedAndRemembered() throws IOException {
        Path file = Files.writeString(folder.resolve("poem.txt"), "roses\n");
        SettingsStore store = SettingsStore.at(folder.resolve("settings").resolve("visualizer.json"));
        try (Window window = Window.open(store)) {
            Window.run(() -> window.workbench.openText(file));
            Window.await(() -> window.model.document().get().title().equals("poem.txt"));
            Window.run(() -> window.model.theme().set(Theme.DARK));
            Window.run(() -> window.model.language().set(Locale.SIMPLIFIED_CHINESE));
            Window.run(() -> window.model.zoom().set(1.25));
            Window.run(() -> window.workbench.save(1111, 777));
        }
        var kept = store.load();
        assertEquals(Theme.DARK, kept.theme());
        assertEquals("zh-CN", kept.language());
        assertEquals(1.25, kept.zoom());
        assertEquals(1111, kept.width());
        assertEquals(List.of(file.toAbsolutePath().toString()), kept.recentFiles());
        assertEquals(Window.MODEL.toAbsolutePath().toString(), kept.model());
    }
}
