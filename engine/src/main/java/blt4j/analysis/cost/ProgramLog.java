package blt4j.analysis.cost;

import blt4j.compute.Rows;
import blt4j.program.Program;
import blt4j.program.Program.Unit;
import blt4j.program.RowInput;
import blt4j.stage.Cost;
import java.util.Arrays;

/** What one program did for a text: of each row that still holds, what its cost depends on; and what all runs took. */
final class ProgramLog {
    private final Program program;
    private final AffineCost cost;
    /** How many rows each row sees, itself included; 0 for one that was run before anybody listened. */
    private int[] visible = new int[64];

    /** A patch's positions; empty for a byte. */
    private int[] begin = new int[64];

    private int[] end = new int[64];
    private int rows;
    private long counted;
    private long allVisible;
    private long allInWindow;
    private long allPatchBytes;
    private long spentFlops;
    private long spentWeightBytes;
    private long spentStateBytes;
    private long nanoseconds;

    ProgramLog(Program program) {
        this.program = program;
        this.cost = AffineCost.of(program);
    }

    Program program() {
        return program;
    }

    int rows() {
        return rows;
    }

    void ran(Rows run, long took) {
        keep(run.start());
        reserve(run.start() + run.count());
        skip(run.start());
        long visibleBefore = allVisible;
        long inWindowBefore = allInWindow;
        long patchBytesBefore = allPatchBytes;
        int[] first = run.of(RowInput.FIRST_VISIBLE);
        boolean patches = program.unit() == Unit.PATCH;
        for (int i = 0; i < run.count(); i++) {
            int row = run.start() + i;
            visible[row] = row - first[i] + 1;
            begin[row] = patches ? run.of(RowInput.PATCH_BEGIN)[i] : row;
            end[row] = patches ? run.of(RowInput.PATCH_END)[i] : row;
            count(row, 1);
        }
        rows = run.start() + run.count();
        spend(run.count(), allVisible - visibleBefore, allInWindow - inWindowBefore, allPatchBytes - patchBytesBefore);
        nanoseconds += took;
    }

    /** Marks rows up to {@code start} as unheard of. */
    private void skip(int start) {
        for (int row = rows; row < start; row++) {
            visible[row] = 0;
            begin[row] = 0;
            end[row] = 0;
        }
    }

    private void spend(long count, long runVisible, long runInWindow, long runPatchBytes) {
        spentFlops += cost.flops(count, runVisible, runInWindow, runPatchBytes);
        spentWeightBytes += cost.weightBytes(count, runVisible, runInWindow, runPatchBytes);
        spentStateBytes += cost.stateBytes(count, runVisible, runInWindow, runPatchBytes);
    }

    /** Takes the rows from {@code newRows} on out of the counts. */
    void keep(int newRows) {
        for (int row = newRows; row < rows; row++) {
            count(row, -1);
        }
        rows = Math.min(rows, newRows);
    }

    private void count(int row, int sign) {
        counted += visible[row] > 0 ? sign : 0;
        allVisible += (long) sign * visible[row];
        allInWindow += (long) sign * inWindow(row);
        allPatchBytes += (long) sign * (end[row] - begin[row]);
    }

    private int inWindow(int row) {
        return program.window() == 0 ? visible[row] : Math.min(visible[row], program.window());
    }

    private void reserve(int capacity) {
        if (capacity > visible.length) {
            int grown = Math.max(capacity, visible.length + visible.length / 2);
            visible = Arrays.copyOf(visible, grown);
            begin = Arrays.copyOf(begin, grown);
            end = Arrays.copyOf(end, grown);
        }
    }

    /** The floating-point operations of a row; 0 for a row that was not run or no longer holds. */
    long flops(int row) {
        return row < 0 || row >= rows || visible[row] == 0
                ? 0
                : cost.flops(1, visible[row], inWindow(row), end[row] - begin[row]);
    }

    /** What the rows that hold cost, as if they had been run at once. */
    Cost held() {
        if (counted == 0) {
            return Cost.ZERO;
        }
        return new Cost(
                cost.flops(counted, allVisible, allInWindow, allPatchBytes),
                cost.weightBytes(counted, allVisible, allInWindow, allPatchBytes),
                cost.stateBytes(counted, allVisible, allInWindow, allPatchBytes));
    }

    /** What all runs cost, those whose rows no longer hold included. */
    Cost spent() {
        return new Cost(spentFlops, spentWeightBytes, spentStateBytes);
    }

    long nanoseconds() {
        return nanoseconds;
    }

    /** Adds the work of positions {@code from} to {@code to − 1}; a patch's is spread evenly over its positions. */
    void addPerPosition(int from, int to, double[] into) {
        if (program.unit() == Unit.BYTE) {
            for (int row = from; row < Math.min(to, rows); row++) {
                into[row - from] += flops(row);
            }
            return;
        }
        for (int row = patchOf(from); row < rows && begin[row] < to; row++) {
            double share = (double) flops(row) / Math.max(1, end[row] - begin[row]);
            for (int position = Math.max(from, begin[row]); position < Math.min(to, end[row]); position++) {
                into[position - from] += share;
            }
        }
    }

    /** The work of the positions before one; of the patch that it cuts through, their even share. */
    double flopsBefore(int position) {
        boolean bytes = program.unit() == Unit.BYTE;
        int whole = bytes ? Math.min(position, rows) : Math.min(patchOf(position - 1), rows);
        long heard = 0;
        long seen = 0;
        long inWindow = 0;
        long patchBytes = 0;
        for (int row = 0; row < whole; row++) {
            heard += visible[row] > 0 ? 1 : 0;
            seen += visible[row];
            inWindow += inWindow(row);
            patchBytes += end[row] - begin[row];
        }
        double sum = cost.flops(heard, seen, inWindow, patchBytes);
        boolean cut = !bytes && whole < rows && begin[whole] < position;
        return cut ? sum + (double) flops(whole) * (position - begin[whole]) / (end[whole] - begin[whole]) : sum;
    }

    /** The first patch that ends after a position. */
    private int patchOf(int position) {
        int found = Arrays.binarySearch(end, 0, rows, position + 1);
        return found >= 0 ? found : -found - 1;
    }
}
