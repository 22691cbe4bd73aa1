package blt4j.analysis.predict;

/**
 * The normalisation of logits, in double precision.
 *
 * @param max the largest logit
 * @param logSum the logarithm of the sum of exp(logit − max)
 */
record Softmax(double max, double logSum) {
    static Softmax of(float[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - max);
        }
        return new Softmax(max, Math.log(sum));
    }

    /** The natural logarithm of an id's probability. */
    double logProbability(float[] logits, int id) {
        return logits[id] - max - logSum;
    }

    /** −Σ p ln p, in nats. */
    double entropy(float[] logits) {
        double entropy = 0;
        for (int id = 0; id < logits.length; id++) {
            double log = logProbability(logits, id);
            entropy -= log == Double.NEGATIVE_INFINITY ? 0 : Math.exp(log) * log;
        }
        return entropy;
    }
}
