package blt4j.tornado;

import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/**
 * What TornadoVM compiled for one task, given to others. It compiles each task of each graph by itself, though a model's
 * layers are the same few kernels over and over, and none of a kernel's arguments but its integers are in what is compiled.
 *
 * <p>TornadoVM offers no way to say so. It asks its cache before it compiles, by the task's name, so what was compiled is
 * entered there under further names. That cache is a field of its drivers, which the JVM lets us reach where the launcher
 * opened their packages ({@code --add-opens}); elsewhere, and where another version has no such field, each task is compiled
 * by itself, which takes longer and changes nothing else.
 */
final class KernelCode {
    private static final System.Logger LOGGER = System.getLogger(KernelCode.class.getName());

    private static final String META = "uk.ac.manchester.tornado.runtime.tasks.meta.";

    private final Object context;
    private final long plan;
    private final Map<String, Object> cache;
    private final boolean namesHoldArguments;

    private KernelCode(Object context, long plan, Map<String, Object> cache, boolean namesHoldArguments) {
        this.context = context;
        this.plan = plan;
        this.cache = cache;
        this.namesHoldArguments = namesHoldArguments;
    }

    /** The code of an execution plan; empty where TornadoVM keeps it to itself. */
    @SuppressWarnings("unchecked")
    static Optional<KernelCode> of(TornadoDevice device, long plan) {
        try {
            Object context = device.getClass().getMethod("getDeviceContext").invoke(device);
            Object codes =
                    context.getClass().getMethod("getCodeCache", long.class).invoke(context, plan);
            Field field = codes.getClass().getDeclaredField("cache");
            if (!field.trySetAccessible() || !(field.get(codes) instanceof Map<?, ?> map)) {
                return Optional.empty();
            }
            boolean ptx = device.getTornadoVMBackend().name().equals("PTX");
            return Optional.of(new KernelCode(context, plan, (Map<String, Object>) map, ptx));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Gives what was compiled for a task to another of the same kernel, integers and kinds of arrays.
     *
     * @param from the graph's and the task's name
     * @param to likewise
     * @param method the Java method's name
     * @return whether there was anything to give
     */
    boolean share(String from, String to, String method) {
        String source = name(from, method);
        String target = name(to, method);
        if (!namesHoldArguments) {
            return put(source, target);
        }
        return cache.keySet().stream()
                .filter(name -> name.startsWith(source))
                .findFirst()
                .filter(name -> put(name, target + name.substring(source.length())))
                .isPresent();
    }

    /** What the driver was given of a task, to be kept. */
    Optional<KernelFiles.Text> text(String task, String method) {
        String prefix = name(task, method);
        Optional<Map.Entry<String, Object>> found = cache.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .findFirst();
        try {
            if (found.isPresent()) {
                Object code = found.get().getValue();
                Object text =
                        code.getClass().getMethod("getGeneratedSourceCode").invoke(code);
                return Optional.of(new KernelFiles.Text(found.get().getKey(), prefix, String.valueOf(text)));
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(Level.DEBUG, "TornadoVM does not show what it compiled", e);
        }
        return Optional.empty();
    }

    /**
     * Gives the driver what was kept of a task's kernel.
     *
     * @return whether it took it
     */
    boolean install(String task, String method, KernelFiles.Text text) {
        byte[] code = text.code().getBytes(StandardCharsets.UTF_8);
        String target = name(task, method);
        try {
            ClassLoader loader = context.getClass().getClassLoader();
            Class<?> schedule = Class.forName(META + "ScheduleContext", true, loader);
            Class<?> data = Class.forName(META + "TaskDataContext", true, loader);
            Object meta = data.getConstructor(schedule, String.class)
                    .newInstance(schedule.getConstructor(String.class).newInstance("kept"), method);
            if (namesHoldArguments) {
                context.getClass()
                        .getMethod(
                                "installCode",
                                data,
                                long.class,
                                String.class,
                                byte[].class,
                                String.class,
                                boolean.class)
                        .invoke(context, meta, plan, text.name(), code, method, false);
                String own = target + text.name().substring(text.prefix().length());
                return own.equals(text.name()) || put(text.name(), own);
            }
            context.getClass()
                    .getMethod("installCode", long.class, data, String.class, String.class, byte[].class)
                    .invoke(context, plan, meta, task, method, code);
            return cache.containsKey(target);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(Level.DEBUG, "TornadoVM does not take what was kept of a kernel", e);
            return false;
        }
    }

    private boolean put(String source, String target) {
        Object code = cache.get(source);
        if (code == null) {
            return false;
        }
        cache.put(target, code);
        return true;
    }

    /** The name by which a driver looks for a task's code, or what that begins with. */
    private String name(String task, String method) {
        return namesHoldArguments
                ? (task.replace('.', '_') + "_" + method + "_").toLowerCase(Locale.ROOT)
                : task + "-" + method;
    }
}
