package blt4j.samples;

import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.model.BundledModels;
import blt4j.patching.BytePatches;
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
            BytePatches patches = session.patches().inBytes();
            for (int patch = patches.first(); patch < patches.patches().count(); patch++) {
                int begin = patches.begin(patch);
                int end = patches.end(patch);
                String patchText = new String(Arrays.copyOfRange(bytes, begin, end), StandardCharsets.UTF_8);
                out.printf("%5.2f nats  »%s«%n", session.entropyOf(begin), patchText);
            }
            out.printf("%d bytes in %d patches%n", bytes.length, patches.count());
        }
    }
}
