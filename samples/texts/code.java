/** Finds where a key belongs in a sorted array: the first index whose value is not less than the key. */
static int lowerBound(int[] values, int key) {
    int low = 0;
    int high = values.length;
    while (low < high) {
        int middle = (low + high) >>> 1;
        if (values[middle] < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
