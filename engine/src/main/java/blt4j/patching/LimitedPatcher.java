package blt4j.patching;

/** Cuts the patches of another rule into full pieces of at most a length, and a rest. */
final class LimitedPatcher implements Patcher {
    private final Patcher rule;
    private final int limit;
    private int length;

    /** Follows a rule whose patch in progress, or its piece in progress, has {@code length} positions so far. */
    LimitedPatcher(Patcher rule, int limit, int length) {
        this.rule = rule;
        this.limit = limit;
        this.length = length;
    }

    @Override
    public boolean beginsAfter(int id, float entropy) {
        length++;
        boolean begins = rule.beginsAfter(id, entropy) || length == limit;
        if (begins) {
            length = 0;
        }
        return begins;
    }

    @Override
    public Boundary boundaryAfter(int id) {
        return length + 1 == limit ? Boundary.ALWAYS : rule.boundaryAfter(id);
    }

    @Override
    public Patcher copy() {
        return new LimitedPatcher(rule.copy(), limit, length);
    }
}
