package blt4j.visualizer.state;

/**
 * What the generate view is asked to write when it is opened.
 *
 * @param prompt what to begin from; empty for the view's own
 * @param bytes how many bytes to write at once; 0 to wait for the person
 */
public record GenerateRequest(String prompt, int bytes) {
    /** Nothing in particular. */
    public static final GenerateRequest NONE = new GenerateRequest("", 0);
}
