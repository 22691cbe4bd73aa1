package blt4j.cli.text;

import blt4j.cli.console.Output;
import blt4j.cli.console.Printing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The outputs of texts that are written together: the first goes out as it comes, the others wait until those before them
 * have ended. So what is printed is what texts print that are written one after another.
 */
final class InTurn {
    private final Output out;
    private final List<Place> places = new ArrayList<>();
    private int turn;

    InTurn(Output out) {
        this.out = out;
    }

    /** The next text's output. */
    Place next() {
        Place place = new Place(places.size());
        places.add(place);
        return place;
    }

    /** Lets those out whose turn it is. */
    private void advance() throws IOException {
        while (turn < places.size()) {
            Place place = places.get(turn);
            place.held.writeTo(out);
            place.held.reset();
            out.flush();
            if (place.last.isEmpty()) {
                return;
            }
            turn++;
            place.last.get().run();
        }
    }

    /** Where one text's output goes. */
    final class Place extends OutputStream {
        private final int index;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private Optional<Printing.Action> last = Optional.empty();

        private Place(int index) {
            this.index = index;
        }

        @Override
        public void write(int b) {
            held.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            held.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            if (index == turn) {
                held.writeTo(out);
                held.reset();
                out.flush();
            }
        }

        /** Says that nothing more comes. {@code then} is run once all of it is out. */
        void end(Printing.Action then) throws IOException {
            last = Optional.of(then);
            advance();
        }
    }
}
