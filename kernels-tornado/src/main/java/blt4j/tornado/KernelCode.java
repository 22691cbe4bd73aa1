package blt4j.tornado;

import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
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
    private final boolean hasImages;

    private KernelCode(
            Object context, long plan, Map<String, Object> cache, boolean namesHoldArguments, boolean hasImages) {
        this.context = context;
        this.plan = plan;
        this.cache = cache;
        this.namesHoldArguments = namesHoldArguments;
        this.hasImages = hasImages;
    }

    /** Whether TornadoVM shows what it compiled for a device. */
    static boolean isOpen(TornadoDevice device) {
        try {
            Object context = Devices.context(device);
            Method codes = Arrays.stream(context.getClass().getMethods())
                    .filter(m -> m.getName().equals("getCodeCache") && !m.isBridge())
                    .findFirst()
                    .orElseThrow();
            return codes.getReturnType().getDeclaredField("cache").trySetAccessible();
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false;
        }
    }

    /** The code of an execution plan; empty where TornadoVM keeps it to itself. */
    @SuppressWarnings("unchecked")
    static Optional<KernelCode> of(TornadoDevice device, long plan) {
        try {
            Object context = Devices.context(device);
            Object codes =
                    context.getClass().getMethod("getCodeCache", long.class).invoke(context, plan);
            Field field = codes.getClass().getDeclaredField("cache");
            if (!field.trySetAccessible() || !(field.get(codes) instanceof Map<?, ?> map)) {
                return Optional.empty();
            }
            String driver = device.getTornadoVMBackend().name();
            return Optional.of(new KernelCode(
                    context, plan, (Map<String, Object>) map, driver.equals("PTX"), !driver.equals("PTX")));
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

    /**
     * What the driver was given of a task, to be kept.
     *
     * @param accesses of the kernel's arguments, to be kept with it
     */
    Optional<KernelFiles.Text> text(String task, String method, List<String> accesses) {
        String prefix = name(task, method);
        Optional<Map.Entry<String, Object>> found = cache.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .findFirst();
        try {
            if (found.isPresent()) {
                Object code = found.get().getValue();
                Object text =
                        code.getClass().getMethod("getGeneratedSourceCode").invoke(code);
                Optional<ByteBuffer> image = hasImages ? image(code) : Optional.empty();
                return Optional.of(
                        new KernelFiles.Text(found.get().getKey(), prefix, accesses, String.valueOf(text), image));
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(Level.DEBUG, "TornadoVM does not show what it compiled", e);
        }
        return Optional.empty();
    }

    /** What the driver made of a text, which takes it longer than all else does at a later start. */
    private static Optional<ByteBuffer> image(Object code) {
        try {
            Object program = code.getClass().getMethod("getProgram").invoke(code);
            Class<?> type = program.getClass();
            long[] sizes = (long[]) type.getMethod("getBinarySizes").invoke(program);
            if (sizes.length != 1 || sizes[0] == 0) {
                return Optional.empty();
            }
            ByteBuffer image = ByteBuffer.allocateDirect(Math.toIntExact(sizes[0]));
            Field pointer = type.getDeclaredField("programPointer");
            pointer.setAccessible(true);
            Method read = type.getDeclaredMethod("getBinaries", long.class, long.class, ByteBuffer.class);
            read.setAccessible(true);
            read.invoke(null, pointer.getLong(program), 1L, image);
            return Optional.of(image.rewind());
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(Level.DEBUG, "the driver does not show what it made of a kernel", e);
            return Optional.empty();
        }
    }

    /** Gives the driver what it made of a text; tells whether it took it. */
    private boolean installImage(String target, String method, KernelFiles.Text text) {
        try {
            return text.image().isPresent()
                    && installImage(target, method, text, text.image().get());
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(Level.DEBUG, "the driver does not take what it made of a kernel", e);
            return false;
        }
    }

    private boolean installImage(String target, String method, KernelFiles.Text text, ByteBuffer kept)
            throws ReflectiveOperationException {
        byte[] image = new byte[kept.remaining()];
        kept.duplicate().get(image);
        Object program = context.getClass()
                .getMethod("createProgramWithBinary", byte[].class, long[].class)
                .invoke(context, image, new long[] {image.length});
        Class<?> type = program.getClass();
        type.getMethod("build", String.class).invoke(program, "");
        Object id = context.getClass().getMethod("getDeviceId").invoke(context);
        Object status = type.getMethod("getStatus", long.class).invoke(program, id);
        if (!status.toString().equals("CL_BUILD_SUCCESS")) {
            return false;
        }
        Object kernel = type.getMethod("clCreateKernel", String.class).invoke(program, method);
        String name = type.getPackageName() + ".graal." + type.getSimpleName().replace("Program", "InstalledCode");
        Class<?> codeType = Class.forName(name, true, type.getClassLoader());
        Object code = Arrays.stream(codeType.getConstructors())
                .findFirst()
                .orElseThrow()
                .newInstance(method, text.code().getBytes(StandardCharsets.UTF_8), context, program, kernel, false);
        cache.put(target, code);
        return true;
    }

    /**
     * Gives the driver what was kept of a task's kernel.
     *
     * @return whether it took it
     */
    boolean install(String task, Kernel kernel, KernelFiles.Text text) {
        String method = kernel.name();
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
                String own = target + text.suffix(kernel.arguments().getFirst().hashCode());
                if (own.equals(text.name())) {
                    return true;
                }
                boolean known = put(text.name(), own);
                cache.remove(text.name()); // which may begin as this process's own names do
                return known;
            }
            if (installImage(target, method, text)) {
                return true;
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
