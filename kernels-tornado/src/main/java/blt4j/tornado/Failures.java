package blt4j.tornado;

import blt4j.BltException;
import java.util.regex.Pattern;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.exceptions.TornadoMemoryException;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;

/** Turns what TornadoVM and the drivers throw into sentences for people. */
final class Failures {
    private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*m");

    /** What TornadoVM puts before and after what it has to say; sequential execution is not what then happens here. */
    private static final Pattern FRAME = Pattern.compile("^\\[(?:WARNING|ERROR)] ?|^Bailout is disabled\\.$|^Reason: "
            + "|\\.? ?Deoptimizing to sequential execution\\.?$|\\.$");

    private Failures() {}

    /** What happened on a device, in one sentence, with what led to it as the cause. */
    static BltException explain(TornadoDevice device, Throwable thrown) {
        String name = name(device);
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof TornadoOutOfMemoryException || t instanceof TornadoMemoryException) {
                return new BltException(
                        "The device " + name + " has not enough memory for this model and text; ask for a shorter text,"
                                + " raise -Dtornado.device.memory, or run on the CPU with --backend cpu.",
                        thrown);
            }
            if (t instanceof OutOfMemoryError) {
                return new BltException(
                        "The host has not enough memory to prepare the model for " + name
                                + "; run on the CPU with --backend cpu, which reads weights where they lie.",
                        thrown);
            }
        }
        return new BltException(
                "The device " + name + " failed or refused a kernel (" + firstLine(thrown)
                        + "); run on the CPU with --backend cpu.",
                thrown);
    }

    /** What to say of a device that does nothing any more while its driver throws nothing. */
    static BltException lost(TornadoDevice device) {
        return new BltException(
                "The device " + name(device)
                        + " did not run what it was given, as a device that is lost does not; run on the CPU with --backend cpu.");
    }

    /** Whether memory was wanting. */
    static boolean isMemory(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof TornadoOutOfMemoryException
                    || t instanceof TornadoMemoryException
                    || t instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }

    private static String name(TornadoDevice device) {
        try {
            return device.getPhysicalDevice().getDeviceName().strip();
        } catch (RuntimeException e) {
            return "that was chosen";
        }
    }

    /** The first line of what was thrown, without the colours that TornadoVM puts into its messages. */
    static String firstLine(Throwable thrown) {
        String message = thrown.getMessage();
        String plain = message == null ? "" : COLOUR.matcher(message).replaceAll("");
        return plain.lines()
                .map(line -> FRAME.matcher(line.strip()).replaceAll(""))
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse(thrown.getClass().getSimpleName());
    }
}
