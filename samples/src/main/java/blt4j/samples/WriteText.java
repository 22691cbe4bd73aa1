package blt4j.samples;

import blt4j.generation.GenerationLimits;
import blt4j.generation.GenerationListener;
import blt4j.generation.GenerationResult;
import blt4j.generation.Generator;
import blt4j.generation.SamplingOptions;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.model.BundledModels;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes a text on and marks where each patch closed, as it happens. */
public final class WriteText {
    private WriteText() {}

    /** Writes the arguments on, or a beginning of our own. */
    public static void main(String[] args) {
        String prompt = args.length == 0 ? "Once upon a time, " : String.join(" ", args);
        write(BundledModels.defaultModel(), prompt, 200, System.out);
    }

    static GenerationResult write(Path model, String prompt, int bytes, PrintStream out) {
        byte[] beginning = prompt.getBytes(StandardCharsets.UTF_8);
        try (Blt blt = Blt.open(model);
                Session session = Session.open(blt, SessionOptions.ofCapacity(beginning.length + bytes))) {
            session.append(beginning);
            out.write(beginning, 0, beginning.length);
            GenerationListener printer = new GenerationListener() {
                @Override
                public void byteDrawn(int index, int value, float entropy, float probability, boolean beginsPatch) {
                    if (beginsPatch) {
                        out.print('|');
                    }
                    out.write(value);
                }
            };
            SamplingOptions sampling =
                    SamplingOptions.PLAIN.withTemperature(0.7).withSeed(1);
            GenerationResult result = new Generator(session, sampling, printer).run(GenerationLimits.bytes(bytes));
            out.printf(
                    "%n%d bytes in %d patches, %.0f bytes a second%n",
                    result.bytes(), result.patches(), result.bytesPerSecond());
            return result;
        }
    }
}
