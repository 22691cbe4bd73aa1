package blt4j.samples;

import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.model.BundledModels;
import blt4j.patching.Patches;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** Cuts a text into patches and prints each with the entropy of its first byte. */
public final class ShowPatches {
    private ShowPatches() {}

    /** Shows the patches of the arguments, or of a sentence. */
    public static void main(String[] args) {
        String text =
                args.length == 0 ? "The patches of a text begin where it is hard to foresee." : String.join(" ", args);
        show(BundledModels.defaultModel(), text, System.out);
    }

    static void show(Path model, String text, PrintStream out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Blt blt = Blt.open(model);
                Session session = Session.open(blt, SessionOptions.ofCapacity(bytes.length))) {
            session.append(bytes);
            Patches patches = session.patches();
            for (int patch = 1; patch < patches.count(); patch++) {
                // Position 0 is the BOS, so the text's bytes are one place further on.
                int begin = patches.begin(patch) - 1;
                int end = patches.end(patch) - 1;
                String patchText = new String(Arrays.copyOfRange(bytes, begin, end), StandardCharsets.UTF_8);
                out.printf("%5.2f nats  »%s«%n", session.entropyOf(begin), patchText);
            }
            out.printf("%d bytes in %d patches, the BOS's among them%n", bytes.length, patches.count());
        }
    }
}
