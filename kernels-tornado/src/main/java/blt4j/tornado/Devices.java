package blt4j.tornado;

import blt4j.BltException;
import blt4j.compute.BackendProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/**
 * What TornadoVM offers in this JVM. Its runtime starts at most once in a JVM, and where it failed it stays failed, so
 * whoever asks first finds out for all.
 */
final class Devices {
    /**
     * How TornadoVM is to run unless the user says otherwise. A kernel that does not compile must not run as sequential
     * Java unnoticed; a graph has more tasks than the default buffer for its bytecodes holds; the device's own memory is
     * the limit, not a default of 4 GB; sines of far positions must stay exact, which relaxed maths gives up; and lists of
     * events to wait for, which each execution clears, need no room for 32,768 of them (that alone was a fifth of the
     * host's work).
     */
    private static final Map<String, String> SETTINGS = Map.of(
            "tornado.recover.bailout",
            "False",
            "tornado.max.events",
            "256",
            Recording.RING,
            "4096",
            "tornado.tvm.maxbytecodesize",
            "1048576",
            "tornado.device.memory",
            "1024GB",
            "tornado.opencl.compiler.flags",
            "-cl-mad-enable -w",
            "tornado.experimental.reduce",
            "False");

    private final Optional<TornadoRuntime> runtime;
    private final String problem;

    private Devices(Optional<TornadoRuntime> runtime, String problem) {
        this.runtime = runtime;
        this.problem = problem;
    }

    /**
     * TornadoVM's own context of a device, of a class of its driver's.
     *
     * @throws ReflectiveOperationException if this version has none
     */
    static Object context(TornadoDevice device) throws ReflectiveOperationException {
        return device.getClass().getMethod("getDeviceContext").invoke(device);
    }

    /** A device with its place: driver and number. */
    record Entry(int driver, int number, TornadoDevice device) {
        String selector() {
            return driver + ":" + number;
        }

        /** Whether a person means it: by its numbers, by its driver's name, or by that and its number. */
        boolean named(String wanted) {
            String name = device.getTornadoVMBackend().name().toLowerCase(Locale.ROOT);
            String asked = wanted.toLowerCase(Locale.ROOT);
            return asked.equals(selector()) || asked.equals(name) || asked.equals(name + ":" + number);
        }

        boolean gpu() {
            return device.getDeviceType() == TornadoDeviceType.GPU;
        }

        /** Driver, name, memory and limits for a person. */
        String description() {
            String name = device.getPhysicalDevice().getDeviceName().strip();
            long[] group = device.getDeviceMaxWorkgroupDimensions();
            return "%s, %s, %s, %d MiB (%d MiB in one array), work-groups up to %d, %d KiB local memory%s"
                    .formatted(
                            device.getTornadoVMBackend(),
                            name,
                            device.getDeviceType(),
                            device.getMaxGlobalMemory() >> 20,
                            device.getMaxAllocMemory() >> 20,
                            group.length == 0 ? 0 : group[0],
                            device.getDeviceLocalMemorySize() >> 10,
                            extensions());
        }

        /** The extensions that the driver lists, one to an indented line of what it says about the device. */
        private String extensions() {
            String names = device.getPhysicalDevice()
                    .getDeviceInfo()
                    .lines()
                    .filter(line -> line.startsWith("\tcl_"))
                    .map(line -> line.strip().replaceFirst("cl_(khr_)?", ""))
                    .collect(Collectors.joining(" "));
            return names.isEmpty() ? "" : ", extensions " + names;
        }
    }

    /** Starts TornadoVM's runtime, or finds out why it cannot be. */
    static Devices probe() {
        SETTINGS.forEach((key, value) -> {
            if (System.getProperty(key) == null) {
                System.setProperty(key, value);
            }
        });
        try {
            TornadoRuntime runtime = TornadoRuntimeProvider.getTornadoRuntime();
            if (runtime.getNumBackends() == 0) {
                return new Devices(Optional.empty(), "TornadoVM started but has no driver for any device.");
            }
            return new Devices(Optional.of(runtime), "");
        } catch (RuntimeException | LinkageError e) {
            return new Devices(
                    Optional.empty(),
                    "TornadoVM is installed but did not start (" + rootCause(e)
                            + "). Its drivers need the device's own:"
                            + " an OpenCL driver (on Debian: nvidia-opencl-icd, intel-opencl-icd, or pocl-opencl-icd for"
                            + " the CPU), or CUDA for PTX and CUDA.");
        }
    }

    private static String rootCause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Failures.firstLine(cause);
    }

    /** Whether there is any device. */
    static boolean available() {
        return !probe().entries().isEmpty();
    }

    /** Why there is no device, or no GPU, and what to do; empty if all is well. */
    String advice() {
        if (runtime.isEmpty()) {
            return problem;
        }
        return entries().stream().anyMatch(Entry::gpu)
                ? ""
                : "TornadoVM finds no GPU, only what is listed; a CPU as an OpenCL device proves kernels but is slower than"
                        + " --backend cpu, which is therefore what 'auto' takes.";
    }

    /** All devices, GPUs first, else in TornadoVM's order. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        runtime.ifPresent(r -> {
            for (int driver = 0; driver < r.getNumBackends(); driver++) {
                TornadoBackend backend = r.getBackend(driver);
                for (int number = 0; number < backend.getNumDevices(); number++) {
                    entries.add(new Entry(driver, number, backend.getDevice(number)));
                }
            }
        });
        entries.sort(Comparator.comparing(Entry::gpu).reversed());
        return entries;
    }

    /** The devices as the engine lists them. */
    List<BackendProvider.Device> list() {
        return entries().stream()
                .map(e -> new BackendProvider.Device(e.selector(), e.description(), e.gpu()))
                .toList();
    }

    /**
     * The device that a selector names.
     *
     * @param selector {@code tornado:driver:device} by numbers, {@code tornado:opencl} or {@code tornado:opencl:0} by the
     *     driver's name, or anything without a device for the preferred one
     */
    Entry select(String selector) {
        List<Entry> entries = entries();
        if (entries.isEmpty()) {
            throw new BltException(problem);
        }
        int colon = selector.indexOf(':');
        if (colon < 0) {
            return entries.getFirst();
        }
        String wanted = selector.substring(colon + 1);
        return entries.stream()
                .filter(e -> e.named(wanted))
                .findFirst()
                .orElseThrow(() -> new BltException("There is no TornadoVM device '" + wanted + "' among "
                        + String.join(
                                ", ", entries.stream().map(Entry::selector).toList())
                        + " (./blt devices describes them)."));
    }
}
