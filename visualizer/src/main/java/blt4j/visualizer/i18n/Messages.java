package blt4j.visualizer.i18n;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/** The window's words in one language, with numbers and units as that language writes them. */
public final class Messages {
    /** English and Simplified Chinese. */
    public static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE);

    private static final String BUNDLE = "blt4j.visualizer.messages";
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final Locale locale;
    private final ResourceBundle bundle;

    /** The words of a language; English where there is no translation. */
    public Messages(Locale locale) {
        this.locale = locale;
        this.bundle = ResourceBundle.getBundle(BUNDLE, locale, NO_FALLBACK);
    }

    /** The language of a tag such as {@code en}, {@code zh} or {@code zh-CN}. */
    public static Locale language(String tag) {
        return tag.toLowerCase(Locale.ROOT).startsWith("zh") ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH;
    }

    /** The language. */
    public Locale locale() {
        return locale;
    }

    /** Whether there is a text under a key. */
    public boolean has(String key) {
        return bundle.containsKey(key);
    }

    /**
     * The text under a key, with its placeholders filled.
     *
     * @throws MissingResourceException if there is none
     */
    public String get(String key, Object... arguments) {
        String pattern = bundle.getString(key);
        return arguments.length == 0 ? pattern : new MessageFormat(pattern, locale).format(arguments);
    }

    /** A number with this many decimals. */
    public String number(double value, int decimals) {
        return String.format(locale, "%,." + decimals + "f", value);
    }

    /** A whole number with grouping. */
    public String count(long value) {
        return String.format(locale, "%,d", value);
    }

    /** A large number with three significant digits and a metric prefix: 1.23 M, 45.6 G. */
    public String metric(double value) {
        String[] prefixes = {"", " K", " M", " G", " T", " P", " E"};
        double scaled = Math.abs(value);
        int prefix = 0;
        while (scaled >= 999.5 && prefix < prefixes.length - 1) {
            scaled /= 1000;
            prefix++;
        }
        int decimals =
                prefix == 0 ? (scaled == Math.rint(scaled) ? 0 : 2) : scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0;
        return String.format(locale, "%." + decimals + "f%s", Math.signum(value) * scaled, prefixes[prefix]);
    }

    /** A share as a percentage. */
    public String percent(double share) {
        return String.format(locale, "%.0f%%", share * 100);
    }
}
