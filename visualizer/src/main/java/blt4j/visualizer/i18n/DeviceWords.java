package blt4j.visualizer.i18n;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a model runs on in the window's language. The engine says it in English; a graphics card's name is its own. */
public final class DeviceWords {
    private static final Pattern CPU = Pattern.compile("CPU, (?:(\\d+)-bit vectors|plain Java), (\\d+) threads?");

    private DeviceWords() {}

    /**
     * A description in a language, or as it is where it tells of something else than a processor.
     *
     * @param description as {@link blt4j.device.Device#describe} says it
     */
    public static String of(String description, Messages messages) {
        Matcher cpu = CPU.matcher(description);
        if (!cpu.matches()) {
            return description;
        }
        String bits = cpu.group(1);
        String kernels = bits == null ? messages.get("device.plain") : messages.get("device.vectors", bits);
        int threads = Integer.parseInt(cpu.group(2));
        String key = threads == 1 ? "device.cpu.one" : "device.cpu";
        return messages.get(key, kernels, messages.count(threads));
    }
}
