package blt4j.compute;

/**
 * A text's part in a run of several texts.
 *
 * @param caches the text's caches, read and appended to
 * @param rows which rows, and their integers
 */
public record TextRows(TextCaches caches, Rows rows) {}
