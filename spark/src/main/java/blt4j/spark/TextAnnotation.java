package blt4j.spark;

/**
 * What is said of a whole text.
 *
 * @param entropies how hard each of its bytes is to predict, in nats; empty where the model has no entropy model
 * @param patchLengths in bytes; their sum is the text's length
 * @param bitsPerByte the entropy model's, NaN for an empty text or where it was not asked for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TextAnnotation(float[] entropies, int[] patchLengths, double bitsPerByte) {}
