package blt4j.visualizer.page;

import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.workbench.Workbench;

/**
 * What a view has at hand.
 *
 * @param workbench does what the person asks for
 * @param messages the window's words
 */
public record ViewContext(Workbench workbench, Messages messages) {
    /** What all views share. */
    public AppModel model() {
        return workbench.model();
    }
}
