package blt4j.patching;

/** A patch begins every so many positions, the BOS counted or a patch by itself. */
final class StaticPatcher implements Patcher {
    private final int size;
    private final boolean bosAlone;
    private int position;

    StaticPatcher(int size, boolean bosAlone, int position) {
        this.size = size;
        this.bosAlone = bosAlone;
        this.position = position;
    }

    @Override
    public boolean beginsAfter(int id, float entropy) {
        int counted = bosAlone ? position : position + 1;
        position++;
        return counted % size == 0;
    }

    @Override
    public Patcher copy() {
        return new StaticPatcher(size, bosAlone, position);
    }
}
