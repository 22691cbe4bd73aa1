package blt4j.visualizer.control;

import blt4j.stage.Stage;
import blt4j.visualizer.page.ViewContext;
import java.util.Arrays;
import java.util.Locale;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;

/** The stages' names, each with its colour. */
public final class StageLegend extends HBox {
    private static final double SIDE = 9;

    /** A legend in the window's colours and words. */
    public StageLegend(ViewContext context) {
        getStyleClass().add("legend");
        Arrays.stream(Stage.values()).map(stage -> label(stage, context)).forEach(getChildren()::add);
    }

    private Label label(Stage stage, ViewContext context) {
        Rectangle colour = new Rectangle();
        var inWindow = sceneProperty().map(scene -> true).orElse(false);
        context.model().palette().when(inWindow).subscribe(p -> colour.setFill(p.stage(stage)));
        context.model().scale().when(inWindow).subscribe(s -> {
            colour.setWidth(SIDE * s.doubleValue());
            colour.setHeight(SIDE * s.doubleValue());
            colour.setArcWidth(4 * s.doubleValue());
            colour.setArcHeight(4 * s.doubleValue());
        });
        Label label = new Label(context.messages().get("stage." + stage.name().toLowerCase(Locale.ROOT)), colour);
        label.getStyleClass().add("secondary");
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }
}
