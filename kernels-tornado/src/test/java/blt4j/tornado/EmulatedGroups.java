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
import uk.ac.manchester.tornado.api.enums.MMAShape;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

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
        List<EmulatedWarp> warps = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < sizeX * sizeY; i++) {
                if (i % EmulatedWarp.LANES == 0) {
                    warps.add(new EmulatedWarp());
                }
                Context context = new Context(group, new EmulatedWarp.Lane(warps.getLast(), i % EmulatedWarp.LANES));
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
        private final EmulatedWarp.Lane lane;
        private int allocated;

        Context(Group group, EmulatedWarp.Lane lane) {
            this.group = group;
            this.lane = lane;
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
        public void globalBarrier() {
            localBarrier();
        }

        @Override
        public float[] mmaFragment(float value) {
            return new float[] {value, value, value, value};
        }

        @Override
        public HalfFloat[] mmaLoadA(int[] tile, int depth, int offset) {
            return lane.loadRows(tile, offset);
        }

        @Override
        public HalfFloat[] mmaLoadB(int[] tile, int depth, int offset) {
            return lane.loadColumns(tile, offset);
        }

        @Override
        public float[] mmaBF16(HalfFloat[] rows, HalfFloat[] columns, float[] sums, MMAShape shape) {
            return lane.multiply(rows, columns, sums);
        }

        @Override
        public void mmaStore(float[] sums, FloatArray into, int row, int column, int width) {
            for (int i = 0; i < sums.length; i++) {
                into.set(lane.place(i, row, column, width), sums[i]);
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
