package blt4j.tornado;

import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.stage.RotaryEmbedding;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Tables of the cosines and sines of rotary position embeddings, in the state. They are made on the host: what devices
 * have for sines errs with the angle, by 7e-5 at position 800 and 2e-3 at 16,000 where it is approximate. Frequencies and
 * angles are rounded to float32, cosines and sines are those of double precision, as on the CPU.
 *
 * <p>A table has a row for each position: the cosines of a head's pairs, then their sines.
 */
final class Angles {
    /** What a table depends on. */
    private record Kind(int headSize, RotaryEmbedding rotation) {}

    private final int positions;
    private final Map<Kind, Integer> places = new LinkedHashMap<>();

    /**
     * Lays tables out.
     *
     * @param positions of the longest text
     * @param begin where the first begins
     */
    Angles(Iterable<Program> programs, int positions, int begin) {
        this.positions = positions;
        int at = begin;
        for (Kind kind : kinds(programs).keySet()) {
            places.put(kind, at);
            at = Math.toIntExact(at + (long) positions * kind.headSize());
        }
    }

    private static Map<Kind, Boolean> kinds(Iterable<Program> programs) {
        Map<Kind, Boolean> kinds = new LinkedHashMap<>();
        for (Program program : programs) {
            for (Op op : program.ops()) {
                if (op instanceof Op.Rope rope) {
                    kinds.put(new Kind(rope.headSize(), rope.rotation()), true);
                }
            }
        }
        return kinds;
    }

    /** The numbers that tables take. */
    static long floats(Iterable<Program> programs, int positions) {
        return kinds(programs).keySet().stream()
                .mapToLong(k -> (long) positions * k.headSize())
                .sum();
    }

    /** The longest text that there are rows for. */
    int positions() {
        return positions;
    }

    /** Where the table of a rotation begins. */
    int of(Op.Rope rope) {
        return Optional.ofNullable(places.get(new Kind(rope.headSize(), rope.rotation())))
                .orElseThrow(() -> new IllegalArgumentException(rope.rotation() + " has no table"));
    }

    /** Writes the tables. */
    void write(FloatArray state) {
        places.forEach((kind, begin) -> {
            float[] frequencies = kind.rotation().frequencies(kind.headSize(), 0);
            float scale = kind.rotation().scale();
            int half = frequencies.length;
            for (int position = 0; position < positions; position++) {
                int row = begin + position * 2 * half;
                for (int j = 0; j < half; j++) {
                    float angle = position * frequencies[j];
                    state.set(row + j, (float) Math.cos(angle) * scale);
                    state.set(row + half + j, (float) Math.sin(angle) * scale);
                }
            }
        });
    }
}
