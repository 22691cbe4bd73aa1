package blt4j.generation;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Where generation ends.
 *
 * @param maxBytes after at most so many bytes
 * @param stops after one of these strings was written, which stays in the text
 * @param endAtEos whether an EOS ends generation; if not, it is never drawn
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record GenerationLimits(int maxBytes, List<String> stops, boolean endAtEos) {
    /** Copies the list. */
    public GenerationLimits {
        stops = List.copyOf(stops);
        if (maxBytes < 0) {
            throw new IllegalArgumentException("at most " + maxBytes + " bytes");
        }
    }

    /**
     * So many bytes, or fewer if the model ends the text.
     *
     * @param maxBytes at least 0
     * @return limits of so many bytes
     */
    public static GenerationLimits bytes(int maxBytes) {
        return new GenerationLimits(maxBytes, List.of(), true);
    }
}
