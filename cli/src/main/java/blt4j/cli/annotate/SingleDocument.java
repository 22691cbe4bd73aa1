package blt4j.cli.annotate;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file that is one document. */
final class SingleDocument implements DocumentReader {
    private final InputStream in;
    private boolean begun;

    SingleDocument(InputStream in) {
        this.in = in;
    }

    @Override
    public boolean next() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    @Override
    public byte[] read(int most) throws IOException {
        return in.readNBytes(most);
    }

    @Override
    public List<@Nullable Object> kept() {
        return List.of();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
