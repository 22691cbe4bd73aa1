package blt4j.analysis.predict;

import org.apiguardian.api.API;

/**
 * How well a text was predicted, and what it took.
 *
 * @param bytes of the text
 * @param bits how surprising all of it was
 * @param foreseen how many of its bytes were the likeliest, each after the ones before it; of a model over tokens as
 *     {@link blt4j.generation.TokenSession#foreseenBytes} says
 * @param pieces the patches or tokens
 * @param flopsPerByte what reading rows of up to {@link Quality#ROW} bytes cost, per byte of those rows
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TextScore(long bytes, double bits, long foreseen, long pieces, double flopsPerByte) {
    /** {@return bits per byte; lower is better; 8 is what guessing evenly costs} */
    public double bitsPerByte() {
        return bits / bytes;
    }

    /** {@return the share of bytes that greedy choice would have written, 0 to 1} */
    public double accuracy() {
        return (double) foreseen / bytes;
    }

    /** {@return bytes per patch or token} */
    public double bytesPerPiece() {
        return (double) bytes / pieces;
    }

    /** Adds up while texts are being read. */
    public static final class Sum {
        private long bytes;
        private double bits;
        private long foreseen;
        private long pieces;
        private double flops;
        private long rowBytes;

        Sum() {}

        long bytes() {
            return bytes;
        }

        void add(double moreBits, int moreBytes, int likeliest, boolean begins) {
            bits += moreBits;
            bytes += moreBytes;
            foreseen += likeliest;
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
