package blt4j.patching;

/** A patch begins at every multiple of a size, the BOS counted. */
final class StaticPatcher implements Patcher {
    private final int size;
    private int position;

    StaticPatcher(int size, int position) {
        this.size = size;
        this.position = position;
    }

    @Override
    public boolean beginsAfter(int id, float entropy) {
        position++;
        return position % size == 0;
    }

    @Override
    public Patcher copy() {
        return new StaticPatcher(size, position);
    }
}
