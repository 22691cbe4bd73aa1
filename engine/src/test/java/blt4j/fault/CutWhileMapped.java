package blt4j.fault;

import blt4j.BltException;
import blt4j.device.BackendOptions;
import blt4j.generation.ReadProgress;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A program of its own, because it may end: opens a model, cuts its file, and goes on reading. */
final class CutWhileMapped {
    private CutWhileMapped() {}

    /**
     * Runs.
     *
     * @param args the model's folder; how many bytes are read first, so that code is compiled; how many after the cut
     */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        int before = Integer.parseInt(args[1]);
        int after = Integer.parseInt(args[2]);
        try (Blt blt = Blt.open(folder, BltOptions.DEFAULT.withBackend(new BackendOptions("cpu", 2)));
                Session session = Session.open(blt, SessionOptions.ofCapacity(before + after))) {
            for (int i = 0; i < before; i++) {
                session.append((byte) ('a' + i % 26));
                session.predict(ReadProgress.NONE);
            }
            try (FileChannel file = FileChannel.open(folder.resolve("model.safetensors"), StandardOpenOption.WRITE)) {
                file.truncate(4096);
            }
            session.append(new byte[after]);
            session.predict(ReadProgress.NONE);
            System.out.println("read");
        } catch (BltException e) {
            System.out.println("told: " + e.getMessage());
        }
    }
}
