package blt4j.visualizer.page;

import java.util.function.Function;
import org.kordamp.ikonli.Ikon;

/**
 * A view that the window has.
 *
 * @param id what {@code --view} and settings call it; its title is the message {@code view.ID}
 * @param icon its picture in the navigation rail
 * @param open makes it
 */
public record ViewKind(String id, Ikon icon, Function<ViewContext, View> open) {}
