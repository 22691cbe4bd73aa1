package blt4j.spark;

import blt4j.device.BackendOptions;
import blt4j.device.Precision;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.patching.PatcherConfig;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model in an executor's JVM. Its weights are mapped once; each task that runs has a reader of its own, which computes on
 * the task's thread. Readers are made when a task finds none idle, so there are as many as tasks ever ran at once.
 *
 * <p>Spark ends its JVMs without a word to what runs in them, so nothing here is ever closed.
 */
final class ExecutorModel {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutorModel.class);

    /** The models of this JVM. Tasks have nothing in common but the JVM, so there is no other place to keep them. */
    private static final Map<ModelSource, ExecutorModel> OPEN = new ConcurrentHashMap<>();

    private static final BackendOptions ONE_THREAD = new BackendOptions("cpu", 1);

    private final Blt blt;
    private final Map<ReadingPlan.Shape, Deque<TextReader>> idle = new HashMap<>();

    private ExecutorModel(ModelSource source) {
        this.blt = Blt.open(source.folder(), BltOptions.DEFAULT.withBackend(ONE_THREAD));
        LOG.info("blt4j opened {} on {}", blt.config().name(), blt.backend().describe());
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            LOG.warn("blt4j computes without vectors, many times slower: this JVM was started without"
                    + " --add-modules=jdk.incubator.vector (spark.executor.extraJavaOptions)");
        }
    }

    /**
     * The model of this JVM; opens it where it is the first to ask.
     *
     * @throws blt4j.BltException with a sentence that says what is missing or damaged
     */
    static ExecutorModel of(ModelSource source) {
        return OPEN.computeIfAbsent(source, ExecutorModel::new);
    }

    /** Reads a text with whichever reader is idle. */
    TextAnnotation read(byte[] text, ReadingPlan plan) {
        PatcherConfig rule = plan.rule().over(blt.config().patching());
        TextReader reader = take(text, rule, plan.shape());
        try {
            return reader.read(text, rule);
        } finally {
            giveBack(reader, plan.shape());
        }
    }

    private TextReader take(byte[] text, PatcherConfig rule, ReadingPlan.Shape shape) {
        synchronized (idle) {
            Deque<TextReader> readers = idle.computeIfAbsent(shape, s -> new ArrayDeque<>());
            for (TextReader reader : readers) {
                if (reader.remembers(text, rule)) {
                    readers.remove(reader);
                    return reader;
                }
            }
            TextReader reader = readers.pollFirst();
            if (reader != null) {
                return reader;
            }
        }
        Blt own = blt.beside(ONE_THREAD, Precision.STORED);
        // Warm readers give the same to the last bit, whoever gets a text.
        own.backend().warmUp();
        return new TextReader(own, shape);
    }

    private void giveBack(TextReader reader, ReadingPlan.Shape shape) {
        synchronized (idle) {
            idle.computeIfAbsent(shape, s -> new ArrayDeque<>()).addFirst(reader);
        }
    }
}
