package blt4j.tornado;

import java.lang.System.Logger.Level;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.Access;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/**
 * Spares a start TornadoVM's compiler where every kernel's text was kept. Two things call it even then.
 *
 * <p>When a task is added to a graph, TornadoVM reads the Java method into its compiler's form (a <em>sketch</em>), of which
 * it asks nothing but which arguments are read and which written, unless it has to compile. So what an earlier process was
 * told of a method's arguments is kept with the text, and entered where TornadoVM keeps sketches, with no form.
 *
 * <p>When a graph first runs, its last task is compiled whether there is code for it or not: so FPGAs get all tasks of a
 * graph in one. Which task is the last TornadoVM tells by its list of them, so the first is entered there once more, at the end.
 *
 * <p>TornadoVM offers neither, so this needs three of its packages opened as {@link KernelCode} needs the drivers'; elsewhere
 * a start takes some seconds longer.
 */
final class Sketches {
    private static final System.Logger LOGGER = System.getLogger(Sketches.class.getName());

    private static final String RUNTIME = "uk.ac.manchester.tornado.runtime.";

    /** TornadoVM's graphs have room for 256. */
    private static final int MOST_TASKS = 255;

    private final Object runtime;
    private final Method resolve;
    private final Method lookup;
    private final Map<Object, List<Object>> cache;
    private final Constructor<?> entry;
    private final Constructor<?> sketch;
    private final Field implementation;
    private final Field context;

    @SuppressWarnings("unchecked")
    private Sketches(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> core = Class.forName(RUNTIME + "TornadoCoreRuntime", true, loader);
        Class<?> sketcher = Class.forName(RUNTIME + "sketcher.TornadoSketcher", true, loader);
        Class<?> sketchType = Class.forName(RUNTIME + "sketcher.Sketch", true, loader);
        Class<?> entryType = Class.forName(sketcher.getName() + "$TornadoSketcherCacheEntry", true, loader);
        Class<?> taskGraph = Class.forName(RUNTIME + "tasks.TornadoTaskGraph", true, loader);
        Class<?> resolved = Class.forName("jdk.vm.ci.meta.ResolvedJavaMethod", true, loader);
        runtime = core.getMethod("getTornadoRuntime").invoke(null);
        resolve = core.getMethod("resolveMethod", Method.class);
        lookup = sketcher.getMethod("lookup", resolved, int.class, int.class);
        Field field = sketcher.getDeclaredField("cache");
        field.setAccessible(true);
        cache = (Map<Object, List<Object>>) field.get(null);
        entry = entryType.getDeclaredConstructor(int.class, int.class, Future.class);
        entry.setAccessible(true);
        sketch = Arrays.stream(sketchType.getDeclaredConstructors())
                .filter(c -> c.getParameterCount() == 3)
                .findFirst()
                .orElseThrow();
        sketch.setAccessible(true);
        implementation = TaskGraph.class.getDeclaredField("taskGraphImpl");
        implementation.setAccessible(true);
        context = taskGraph.getDeclaredField("executionContext");
        context.setAccessible(true);
    }

    /** TornadoVM's sketches for a device; empty where it keeps them to itself, or the device is not the one it begins with. */
    static Optional<Sketches> of(TornadoDevice device) {
        try {
            boolean first = TornadoRuntimeProvider.getTornadoRuntime()
                    .getDefaultDevice()
                    .equals(device);
            return first && KernelCode.isOpen(device)
                    ? Optional.of(new Sketches(device.getClass().getClassLoader()))
                    : Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(Level.DEBUG, "TornadoVM keeps its sketches to itself", e);
            return Optional.empty();
        }
    }

    /** Whether the last task of a graph of so many can be spared. */
    static boolean holds(int tasks) {
        return tasks <= MOST_TASKS;
    }

    private Object method(Kernel kernel) throws ReflectiveOperationException {
        String type = Sketches.class.getPackageName() + "."
                + kernel.method().substring(0, kernel.method().lastIndexOf('.'));
        Method found = Arrays.stream(Class.forName(type).getDeclaredMethods())
                .filter(m -> m.getName().equals(kernel.name()))
                .filter(m -> m.getParameterCount() == kernel.arguments().size())
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodException(kernel.method()));
        return resolve.invoke(runtime, found);
    }

    /** Which of a kernel's arguments are read and which written, by TornadoVM's names; none if it was not asked yet. */
    List<String> accesses(Kernel kernel) {
        try {
            Object known = lookup.invoke(null, method(kernel), 0, 0);
            Access[] accesses =
                    (Access[]) known.getClass().getMethod("getArgumentsAccess").invoke(known);
            return Arrays.stream(accesses).map(Access::name).collect(Collectors.toList());
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(Level.DEBUG, "TornadoVM does not tell a kernel's accesses", e);
            return List.of();
        }
    }

    /**
     * Tells TornadoVM what it would find out by reading a kernel's method, unless it has read it.
     *
     * @param accesses as {@link #accesses} told them; of all kernels of the method, none may have to be compiled
     */
    void enter(Kernel kernel, List<String> accesses) {
        try {
            Object method = method(kernel);
            if (!cache.containsKey(method)) {
                Access[] given = accesses.stream().map(Access::valueOf).toArray(Access[]::new);
                Object known = sketch.newInstance(null, given, false);
                List<Object> entries = Collections.synchronizedList(new ArrayList<>());
                entries.add(entry.newInstance(0, 0, CompletableFuture.completedFuture(known)));
                cache.put(method, entries);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(Level.DEBUG, "TornadoVM does not take a kernel's accesses", e);
        }
    }

    /** Has TornadoVM read a kernel's method after all, which is to be compiled, if it was only told of it. */
    void require(Kernel kernel) {
        try {
            if (isKnown(kernel) && !isRead(kernel)) {
                cache.remove(method(kernel));
                kernel.addTo(new TaskGraph("sketch"), kernel.name());
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(Level.DEBUG, "TornadoVM does not tell what it has read", e);
        }
    }

    /** Whether TornadoVM has read a kernel's method, or was told of it. */
    boolean isKnown(Kernel kernel) throws ReflectiveOperationException {
        return cache.containsKey(method(kernel));
    }

    /** Whether TornadoVM has read a kernel's method that it knows. */
    boolean isRead(Kernel kernel) throws ReflectiveOperationException {
        Object known = lookup.invoke(null, method(kernel), 0, 0);
        return known.getClass().getMethod("getGraph").invoke(known) != null;
    }

    /** Has TornadoVM forget all that it has read, as if the JVM had just begun. */
    void forget() {
        cache.clear();
    }

    /** Keeps a graph's last task, of which there is code, from being compiled. */
    void spareLast(TaskGraph graph) {
        try {
            Object tasks = context.get(implementation.get(graph));
            Object list = tasks.getClass().getMethod("getTasks").invoke(tasks);
            addFirst((List<?>) list);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(Level.DEBUG, "TornadoVM will compile a graph's last task", e);
        }
    }

    private static <T> void addFirst(List<T> tasks) {
        tasks.add(tasks.getFirst());
    }
}
