package blt4j.program;

/** The integers that a run is told about each of its rows. */
public enum RowInput {
    /** The vocabulary id of the byte. Programs over bytes. */
    ID,
    /** The first row (byte or patch) that this row's attention may see: where its document or line begins. */
    FIRST_VISIBLE,
    /** The first byte of the patch. Programs over patches. */
    PATCH_BEGIN,
    /** One past the last byte of the patch. Programs over patches. */
    PATCH_END,
    /** The patch whose latent output the byte's decoder row attends to. */
    PATCH,
    /**
     * The bits ({@link Float#floatToRawIntBits}) of the temperature at which the byte after the row may be drawn, over 0;
     * 0 where nobody draws. Programs that end in sampling probabilities.
     */
    TEMPERATURE
}
