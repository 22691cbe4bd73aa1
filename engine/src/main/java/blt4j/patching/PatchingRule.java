package blt4j.patching;

import java.util.Locale;
import org.apiguardian.api.API;

/** The kinds of rules by which patches begin, as menus, options and files name them. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public enum PatchingRule {
    /** {@link PatcherConfig.Threshold}. */
    ENTROPY(Needs.THRESHOLD),
    /** {@link PatcherConfig.Monotonic}. */
    MONOTONIC(Needs.THRESHOLD),
    /** {@link PatcherConfig.ThresholdAndRise}. */
    BOTH(Needs.THRESHOLD),
    /** {@link PatcherConfig.TopEntropies}. */
    TOP(Needs.WHOLE_TEXT),
    /** {@link PatcherConfig.Static}. */
    STATIC(Needs.IDS),
    /** {@link PatcherConfig.Space}. */
    SPACE(Needs.IDS),
    /** {@link PatcherConfig.EveryByte}. */
    BYTE(Needs.IDS);

    private enum Needs {
        THRESHOLD,
        WHOLE_TEXT,
        IDS
    }

    private final Needs needs;

    PatchingRule(Needs needs) {
        this.needs = needs;
    }

    /**
     * {@return the name in lower case, as it is written for machines and people: {@code entropy}, {@code monotonic}
     * and so on}
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return whether entropies are needed} */
    public boolean needsEntropies() {
        return needs != Needs.IDS;
    }

    /**
     * {@return whether entropies, or their rises, are held against a threshold, which can be found for a wanted mean
     * patch size}
     */
    public boolean hasThreshold() {
        return needs == Needs.THRESHOLD;
    }

    /** {@return whether the rule looks ahead, and so serves analysis but not generation} */
    public boolean looksAhead() {
        return needs == Needs.WHOLE_TEXT;
    }
}
