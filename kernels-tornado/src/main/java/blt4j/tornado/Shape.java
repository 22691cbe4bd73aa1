package blt4j.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the projection of one row is shared out: what a device's size and a matrix's decide.
 *
 * @param threads that share an output, 32 to {@value #MAX_THREADS}
 * @param deep how many loads of each output's weights a thread has under way before the first is used: 1, 2 or 4
 */
record Shape(int threads, int deep) {
    /** The most threads of a work-group. */
    static final int MAX_THREADS = 256;

    /** By what a code is divided: the quotient are the threads, the remainder is the depth. */
    static final int CODE = 8;

    /** For a device of few threads, or none that is known. */
    static final Shape SMALL = new Shape(64, 1);

    private static final int BUSY_THREADS = 512;

    private static final int FEWEST = 32;

    /** The most loads that a thread has under way for each output. */
    static final int DEEPEST = 4;

    private static final Pattern WAY = Pattern.compile("(32|64|128|256) threads, ([124]) deep");

    /** Both for a person. */
    String way() {
        return threads + " threads, " + deep + " deep";
    }

    /** The shape that {@link #way} told. */
    static Optional<Shape> parse(String way) {
        Matcher matcher = WAY.matcher(way);
        return matcher.matches()
                ? Optional.of(new Shape(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /** The same with no more under way than so many. */
    Shape notDeeper(int most) {
        return deep <= most ? this : new Shape(threads, most);
    }

    /** All shapes that a sum of so many loads can be shared out in: there is something for each thread to do. */
    static List<Shape> all(int loads, int deepest) {
        List<Shape> shapes = new ArrayList<>();
        for (int threads = FEWEST; threads <= MAX_THREADS; threads *= 2) {
            for (int deep = 1; deep <= deepest; deep *= 2) {
                if ((threads == FEWEST && deep == 1) || threads * deep <= loads) {
                    shapes.add(new Shape(threads, deep));
                }
            }
        }
        if (!shapes.contains(SMALL)) {
            shapes.add(SMALL);
        }
        return shapes;
    }

    /** One integer for both, which a kernel is compiled with. */
    int code() {
        return threads * CODE + deep;
    }

    /**
     * A shape for a device of which nothing was measured: enough threads to fill it, and as much under way as there is.
     *
     * @param multiprocessors of the device
     * @param blocks how many work-groups there are
     * @param loads how many loads an output's weights take
     */
    static Shape by(int multiprocessors, int blocks, int loads) {
        int threads = 64;
        while (threads < MAX_THREADS
                && (long) blocks * threads < (long) BUSY_THREADS * multiprocessors
                && loads >= 4 * threads) {
            threads *= 2;
        }
        int rounds = Math.ceilDiv(loads, threads);
        return new Shape(threads, rounds > 2 ? 4 : Math.max(1, rounds));
    }
}
