package blt4j.tornado;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Optional;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/**
 * Where TornadoVM's OpenCL driver notes the event of each launch and transfer. Of a call that the device's driver refuses it
 * prints a line, notes no event, and goes on with the rest of the graph, whose last kernel runs as if all had been well; so
 * it is looked whether an execution left a place of the ring empty.
 *
 * <p>The ring is a part of the driver that the JVM shows where the launcher opened it. Elsewhere a refused call is noticed
 * where it is an execution's last or brings numbers to the host. The drivers of NVIDIA's note no such thing; they run a
 * graph's launches as one.
 */
final class EventRing {
    private final Object context;
    private final Method ofPlan;
    private final Field events;
    private final Field next;

    private EventRing(Object context, Method ofPlan, Field events, Field next) {
        this.context = context;
        this.ofPlan = ofPlan;
        this.events = events;
        this.next = next;
    }

    /** The ring of a device, if its driver shows one. */
    static Optional<EventRing> of(TornadoDevice device) {
        try {
            Object context = Devices.context(device);
            Method ofPlan = context.getClass().getDeclaredMethod("getOCLEventPool", long.class);
            Field events = ofPlan.getReturnType().getDeclaredField("events");
            Field next = ofPlan.getReturnType().getDeclaredField("eventIndex");
            return ofPlan.trySetAccessible() && events.trySetAccessible() && next.trySetAccessible()
                    ? Optional.of(new EventRing(context, ofPlan, events, next))
                    : Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Where a plan's next event will be noted. */
    int position(long plan) {
        try {
            return next.getInt(ofPlan.invoke(context, plan));
        } catch (ReflectiveOperationException e) {
            throw unreadable(e);
        }
    }

    /**
     * Whether a call was refused.
     *
     * @param since where the first event in question was to be noted
     */
    boolean refused(long plan, int since) {
        try {
            Object ring = ofPlan.invoke(context, plan);
            long[] noted = (long[]) events.get(ring);
            int end = next.getInt(ring);
            for (int i = since; i != end; i = (i + 1) % noted.length) {
                if (noted[i] == 0) {
                    return true;
                }
            }
            return false;
        } catch (ReflectiveOperationException e) {
            throw unreadable(e);
        }
    }

    private static IllegalStateException unreadable(ReflectiveOperationException e) {
        return new IllegalStateException("TornadoVM's events cannot be read", e);
    }
}
