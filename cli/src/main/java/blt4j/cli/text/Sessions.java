package blt4j.cli.text;

import blt4j.BltException;
import blt4j.cli.console.Units;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Opens sessions that the machine can hold. */
public final class Sessions {
    /** Below this, asking the machine how much it has takes longer than it is worth. */
    private static final long MODEST = 1L << 30;

    private Sessions() {}

    /**
     * Opens a session.
     *
     * @throws BltException if it would take more memory than the machine has
     */
    public static Session open(Blt blt, SessionOptions options) {
        long needed = Session.memoryBytes(blt, options);
        if (needed > MODEST
                && ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                && needed > machine.getTotalMemorySize()) {
            throw new BltException("A text of %,d bytes takes %s of memory with the model %s; this machine has %s."
                    .formatted(
                            options.capacity(),
                            Units.bytes(needed),
                            blt.config().name(),
                            Units.bytes(machine.getTotalMemorySize())));
        }
        return Session.open(blt, options);
    }
}
