package blt4j.visualizer.patch;

import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.TextReading;
import blt4j.vocabulary.Utf8;

/** What the strip shows of a byte, as a sentence for those who hear the window instead of seeing it. */
public final class StripWords {
    private StripWords() {}

    /** Says a byte: its character, its entropy, its patch and whether it begins it. */
    public static String of(TextReading reading, int index, Messages messages) {
        String place = messages.get("strip.byte", index, character(reading, index));
        if (index >= reading.read()) {
            return place;
        }
        int patch = reading.patchOf(index);
        int size = reading.patchEnd(patch) - reading.patchBegin(patch);
        String key = reading.beginsAt(index) ? "strip.begins" : "strip.within";
        String where = messages.get(key, patch, size);
        String entropy = reading.entropies().present()
                ? messages.get(
                        "strip.entropy", messages.number(reading.entropies().of(index), 2))
                : "";
        return String.join(" ", place, where, entropy).strip();
    }

    /** The character that a byte belongs to, or the byte itself where it belongs to none. */
    private static String character(TextReading reading, int index) {
        int from = Math.max(0, index - Utf8.MAX_LENGTH + 1);
        byte[] bytes = reading.text().bytes(from, Math.min(reading.text().length(), index + Utf8.MAX_LENGTH));
        for (int begin = 0; begin <= index - from; begin++) {
            int length = Utf8.characterLength(bytes, begin);
            if (length > index - from - begin) {
                return new String(bytes, begin, length, java.nio.charset.StandardCharsets.UTF_8);
            }
        }
        return "0x" + ByteLabel.hex(reading.text().at(index));
    }
}
