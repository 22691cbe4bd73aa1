package blt4j.visualizer.xray;

/**
 * Where in an X-ray somebody is.
 *
 * @param step which stage is looked at, 1 to {@link #STEPS}; 0 for all alike
 * @param layer of the latent transformer, from 0
 * @param head whose attention is drawn, from 0; {@link #MEAN} for the mean of all
 * @param progress how much of the stage is drawn, 0 to 1
 */
public record XrayPlace(int step, int layer, int head, double progress) {
    /** N-grams, hidden state, patch, latent transformer, decoder. */
    public static final int STEPS = 5;

    /** In the place of a head: all of them, averaged. */
    public static final int MEAN = -1;

    /** Everything, of the last layer. */
    public static final XrayPlace ALL = new XrayPlace(0, Integer.MAX_VALUE, MEAN, 1);

    /** At another step. */
    public XrayPlace at(int newStep) {
        return new XrayPlace(newStep, layer, head, 1);
    }

    /** Of another layer. */
    public XrayPlace ofLayer(int newLayer) {
        return new XrayPlace(step, newLayer, head, progress);
    }

    /** Of another head. */
    public XrayPlace ofHead(int newHead) {
        return new XrayPlace(step, layer, newHead, progress);
    }

    /** With another part of it drawn. */
    public XrayPlace grown(double newProgress) {
        return new XrayPlace(step, layer, head, newProgress);
    }

    /** How much of a step is drawn. */
    double grownOf(int ofStep) {
        return step == ofStep ? progress : 1;
    }
}
