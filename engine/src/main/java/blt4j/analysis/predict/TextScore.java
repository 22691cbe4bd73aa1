package blt4j.analysis.predict;

/**
 * How well a text was predicted, and what it took.
 *
 * @param bytes of the text
 * @param bits how surprising all of it was
 * @param foreseen how many of its bytes lie in patches of one byte or tokens that were the likeliest: for a model of bytes,
 *     bytes that were the likeliest; for one of tokens, the bytes of tokens that were
 * @param pieces the patches or tokens
 * @param flopsPerByte what reading rows of up to {@link Quality#ROW} bytes cost, per byte of those rows
 */
public record TextScore(long bytes, double bits, long foreseen, long pieces, double flopsPerByte) {
    /** Bits per byte; lower is better; 8 is what guessing evenly costs. */
    public double bitsPerByte() {
        return bits / bytes;
    }

    /** The share of bytes that greedy choice would have written, 0 to 1. */
    public double accuracy() {
        return (double) foreseen / bytes;
    }

    /** Bytes per patch or token. */
    public double bytesPerPiece() {
        return (double) bytes / pieces;
    }

    /** Adds up while a text is being read. */
    static final class Sum {
        private long bytes;
        private double bits;
        private long foreseen;
        private long pieces;
        private double flops;
        private long rowBytes;

        void add(double moreBits, int moreBytes, boolean likeliest, boolean begins) {
            bits += moreBits;
            bytes += moreBytes;
            foreseen += likeliest ? moreBytes : 0;
            pieces += begins ? 1 : 0;
        }

        void work(long moreFlops, int ofBytes) {
            flops += moreFlops;
            rowBytes += ofBytes;
        }

        TextScore score() {
            return new TextScore(bytes, bits, foreseen, pieces, rowBytes == 0 ? 0 : flops / rowBytes);
        }
    }
}
