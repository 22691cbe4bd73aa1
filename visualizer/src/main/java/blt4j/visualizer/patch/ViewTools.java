package blt4j.visualizer.patch;

import atlantafx.base.theme.Styles;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.page.Tips;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.state.StripForm;
import java.util.Locale;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;

/** How the strip is drawn, and whether the details are shown. */
final class ViewTools {
    private final HBox content = new HBox();
    private final ViewContext context;

    ViewTools(ViewContext context) {
        this.context = context;
        MenuButton form =
                new MenuButton("", Icons.small(Feather.EYE, context.model().scale()));
        form.getStyleClass().addAll(Styles.FLAT, "form");
        form.setAccessibleText(context.messages().get("form.title"));
        form.setMinWidth(Region.USE_PREF_SIZE);
        Tips.give(form, context.messages().get("form.title"));
        ToggleGroup shapes = new ToggleGroup();
        for (StripForm.Shape shape : StripForm.Shape.values()) {
            form.getItems().add(item(shape, shapes, f -> f.withShape(shape), f -> f.shape() == shape));
        }
        form.getItems().add(new SeparatorMenuItem());
        ToggleGroup rows = new ToggleGroup();
        for (StripForm.Row row : StripForm.Row.values()) {
            form.getItems().add(item(row, rows, f -> f.withRow(row), f -> f.row() == row));
        }
        ToggleButton details = new ToggleButton(context.messages().get("patch.details"));
        details.getStyleClass().addAll(Styles.FLAT, "details-toggle");
        details.setMinWidth(Region.USE_PREF_SIZE);
        details.selectedProperty().bindBidirectional(context.model().details());
        Tips.give(details, context.messages().get("patch.details.about"));
        content.getStyleClass().add("view-tools");
        content.getChildren().addAll(form, details);
    }

    private RadioMenuItem item(
            Enum<?> value,
            ToggleGroup group,
            java.util.function.UnaryOperator<StripForm> change,
            java.util.function.Predicate<StripForm> chosen) {
        RadioMenuItem item =
                new RadioMenuItem(context.messages().get("form." + value.name().toLowerCase(Locale.ROOT)));
        item.setMnemonicParsing(false);
        item.setToggleGroup(group);
        Consumer<StripForm> show = form -> item.setSelected(chosen.test(form));
        show.accept(context.model().form().get());
        item.setOnAction(e ->
                context.model().form().set(change.apply(context.model().form().get())));
        context.model()
                .form()
                .when(content.sceneProperty().map(s -> true).orElse(false))
                .subscribe(show);
        return item;
    }

    Node content() {
        return content;
    }
}
