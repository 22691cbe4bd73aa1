package blt4j.visualizer.guess;

/** Who guesses. */
enum Player {
    /** The people in the room. */
    CLASS,
    /** The small model that says where patches begin. */
    ENTROPY_MODEL,
    /** The model as a whole. */
    MODEL
}
