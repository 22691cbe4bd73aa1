package blt4j.compute;

/**
 * A text's part in a run of several texts.
 *
 * @param memory the text's caches, read and appended to
 * @param rows which rows, and their integers
 */
public record TextRows(TextCaches memory, Rows rows) {}
