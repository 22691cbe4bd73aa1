package blt4j.compute.cpu.plan;

/** A part of a compiled program. All threads call it, each does its share. */
interface Step {
    /** The share of one thread. */
    void run(RunContext context, int thread);

    /** The bytes of weights that all shares together read. */
    default long weightBytes() {
        return 0;
    }
}
