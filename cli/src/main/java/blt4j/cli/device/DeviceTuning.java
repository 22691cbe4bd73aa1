package blt4j.cli.device;

import blt4j.cli.console.Console;
import blt4j.cli.console.Output;
import blt4j.cli.console.Progress;
import blt4j.compute.LoadedModel;
import blt4j.compute.MachineLimits;
import blt4j.compute.TuningListener;
import blt4j.model.Blt;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Has a device tuned for a model and prints what was tried, op by op. */
final class DeviceTuning implements TuningListener, AutoCloseable {
    private static final double MICRO = 1e6;
    private static final double GIGA = 1e9;

    private final Console console;
    private final Output out;
    private final MachineLimits limits;
    private final Progress progress;
    private Optional<IOException> failed = Optional.empty();

    private DeviceTuning(Console console, Output out, MachineLimits limits) {
        this.console = console;
        this.out = out;
        this.limits = limits;
        this.progress = new Progress(console);
    }

    /**
     * Tunes the device that a model is on.
     *
     * @return whether it came to its end
     */
    static boolean tune(Blt blt, Console console, Output out) throws IOException {
        LoadedModel loaded = LoadedModel.of(blt.backend());
        out.list("%s on %s".formatted(blt.config().name(), blt.backend().describe()));
        try (DeviceTuning tuning =
                new DeviceTuning(console, out, loaded.backend().measureLimits())) {
            if (!loaded.executor().tune(tuning)) {
                out.println("There is nothing to tune: this backend computes where the program runs.");
            }
            if (tuning.failed.isPresent()) {
                throw tuning.failed.get();
            }
        }
        boolean ended = !console.interruption().requested();
        if (!ended) {
            console.err().println("blt: Interrupted; what is listed was kept.");
        }
        return ended;
    }

    @Override
    public boolean proceed(int done, int total) {
        progress.at("tuning", " ways", 1, done, total);
        return !console.interruption().requested() && failed.isEmpty();
    }

    @Override
    public void tried(List<Trial> trials) {
        progress.clear(); // a bar and a line of the table would be on one line of the terminal
        try {
            print(trials);
        } catch (IOException e) {
            failed = Optional.of(e); // which ends the tuning
        }
    }

    private void print(List<Trial> trials) throws IOException {
        out.println("");
        out.println(trials.getFirst().op());
        out.println("  %-22s %10s %9s %9s %9s  %s".formatted("", "µs", "GB/s", "GFLOP/s", "of limit", "error"));
        for (Trial t : trials) {
            double seconds = Math.max(1e-9, t.seconds());
            double least = Math.max(t.bytes() / limits.readBytesPerSecond(), t.flops() / limits.flopsPerSecond());
            out.println("%s %-22s %10.2f %9.2f %9.2f %8.1f%%  %.0e%s"
                    .formatted(
                            t.chosen() ? "*" : " ",
                            t.way(),
                            seconds * MICRO,
                            t.bytes() / seconds / GIGA,
                            t.flops() / seconds / GIGA,
                            100 * least / seconds,
                            t.error(),
                            t.right() ? "" : ", wrong"));
        }
        out.flush();
    }

    @Override
    public void close() {
        progress.close();
    }
}
