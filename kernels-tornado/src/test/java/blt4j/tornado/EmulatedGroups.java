package blt4j.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import uk.ac.manchester.tornado.api.KernelContext;

/** Runs a kernel as plain Java: one work-group after the other, its threads virtual threads that meet at a barrier. */
final class EmulatedGroups {
    private EmulatedGroups() {}

    /** Runs a kernel over a grid of {@code groupsX × groupsY} groups of {@code sizeX × sizeY} threads. */
    static void run(int groupsX, int groupsY, int sizeX, int sizeY, Consumer<KernelContext> kernel) {
        for (int y = 0; y < groupsY; y++) {
            for (int x = 0; x < groupsX; x++) {
                runGroup(x, y, sizeX, sizeY, kernel);
            }
        }
    }

    private static void runGroup(int groupX, int groupY, int sizeX, int sizeY, Consumer<KernelContext> kernel) {
        Group group = new Group(new CyclicBarrier(sizeX * sizeY), new ArrayList<>());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < sizeX * sizeY; i++) {
                Context context = new Context(group);
                context.place(groupX, groupY, i % sizeX, i / sizeX, sizeX, sizeY);
                running.add(threads.submit(() -> kernel.accept(context)));
            }
            for (Future<?> thread : running) {
                thread.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("a kernel's thread failed", e);
        }
    }

    /** What a work-group shares: its barrier and its local arrays in the order in which every thread asks for them. */
    private record Group(CyclicBarrier barrier, List<Object> arrays) {
        float[] floats(int index, int size) {
            synchronized (arrays) {
                if (index == arrays.size()) {
                    arrays.add(new float[size]);
                }
                return (float[]) arrays.get(index);
            }
        }

        int[] ints(int index, int size) {
            synchronized (arrays) {
                if (index == arrays.size()) {
                    arrays.add(new int[size]);
                }
                return (int[]) arrays.get(index);
            }
        }
    }

    private static final class Context extends KernelContext {
        private final Group group;
        private int allocated;

        Context(Group group) {
            this.group = group;
        }

        void place(int groupX, int groupY, int localX, int localY, int sizeX, int sizeY) {
            set("groupIdx", groupX);
            set("groupIdy", groupY);
            set("localIdx", localX);
            set("localIdy", localY);
            set("globalIdx", groupX * sizeX + localX);
            set("globalIdy", groupY * sizeY + localY);
            set("localGroupSizeX", sizeX);
            set("localGroupSizeY", sizeY);
        }

        private void set(String field, int value) {
            try {
                var id = KernelContext.class.getField(field);
                id.setAccessible(true);
                id.set(this, value);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("KernelContext has no field " + field, e);
            }
        }

        @Override
        public void localBarrier() {
            try {
                group.barrier().await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new AssertionError("a thread of the group did not reach the barrier", e);
            }
        }

        @Override
        public float[] allocateFloatLocalArray(int size) {
            return group.floats(allocated++, size);
        }

        @Override
        public int[] allocateIntLocalArray(int size) {
            return group.ints(allocated++, size);
        }
    }
}
