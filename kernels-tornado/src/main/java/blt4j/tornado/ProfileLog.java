package blt4j.tornado;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what TornadoVM's profiler writes about each task: JSON to which each execution adds an object of its own. */
final class ProfileLog {
    private static final Pattern TASK = Pattern.compile("\"([A-Za-z]\\w*\\.\\w+)\": \\{([^}]*)}");
    private static final Pattern TIME = Pattern.compile("\"TASK_KERNEL_TIME\": \"(\\d+)\"");

    private ProfileLog() {}

    /** The nanoseconds that the device spent on each task, by the graph's and the task's name; the last that are told. */
    static Map<String, Long> kernelNanos(String log) {
        Map<String, Long> nanos = new HashMap<>();
        Matcher task = TASK.matcher(log);
        while (task.find()) {
            Matcher time = TIME.matcher(task.group(2));
            if (time.find()) {
                nanos.put(task.group(1), Long.valueOf(time.group(1)));
            }
        }
        return nanos;
    }
}
