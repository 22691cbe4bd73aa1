package blt4j.analysis.cost;

import blt4j.program.Extent;
import blt4j.program.Program;
import blt4j.stage.Cost;

/**
 * A program's cost as a function of what a run covers. Every op's cost is a constant plus multiples of rows, visible
 * rows and patch bytes, so the ops need to be asked only once, and a row's share leaves no garbage.
 *
 * @param once what a run costs however many rows it has: weights are read
 * @param row what each row adds
 * @param visible what each visible row adds
 * @param visibleInWindow what each visible row within the program's window adds
 * @param patchByte what each byte of a patch adds
 */
record AffineCost(Cost once, Cost row, Cost visible, Cost visibleInWindow, Cost patchByte) {
    static AffineCost of(Program program) {
        Cost once = program.cost(new Extent(0, 0, 0, 0));
        return new AffineCost(
                once,
                minus(program.cost(new Extent(1, 0, 0, 0)), once),
                minus(program.cost(new Extent(0, 1, 0, 0)), once),
                minus(program.cost(new Extent(0, 0, 1, 0)), once),
                minus(program.cost(new Extent(0, 0, 0, 1)), once));
    }

    private static Cost minus(Cost cost, Cost other) {
        return new Cost(
                cost.flops() - other.flops(),
                cost.weightBytes() - other.weightBytes(),
                cost.stateBytes() - other.stateBytes());
    }

    long flops(long rows, long allVisible, long inWindow, long patchBytes) {
        return rows * row.flops()
                + allVisible * visible.flops()
                + inWindow * visibleInWindow.flops()
                + patchBytes * patchByte.flops();
    }

    long weightBytes(long rows, long allVisible, long inWindow, long patchBytes) {
        return once.weightBytes()
                + rows * row.weightBytes()
                + allVisible * visible.weightBytes()
                + inWindow * visibleInWindow.weightBytes()
                + patchBytes * patchByte.weightBytes();
    }

    long stateBytes(long rows, long allVisible, long inWindow, long patchBytes) {
        return rows * row.stateBytes()
                + allVisible * visible.stateBytes()
                + inWindow * visibleInWindow.stateBytes()
                + patchBytes * patchByte.stateBytes();
    }
}
