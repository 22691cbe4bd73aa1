package blt4j.cli.annotate;

import blt4j.analysis.Annotator.Annotation;
import blt4j.frontend.arrow.ArrowField;
import blt4j.frontend.arrow.ArrowType;
import blt4j.frontend.arrow.ArrowWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Annotations as the rows of an Arrow file. No value is missing, but for those that go along from the input. */
record ArrowAnnotations(ArrowWriter rows) implements AnnotationWriter {
    /**
     * The columns, those of annotations first.
     *
     * @param kept what goes along from the input
     */
    static List<ArrowField> fields(List<KeptColumn> kept) {
        List<ArrowField> fields = new ArrayList<>(List.of(
                ArrowField.of("source", ArrowType.STRING),
                ArrowField.of("document", ArrowType.INT64),
                ArrowField.of("offset", ArrowType.INT64),
                ArrowField.of("bytes", ArrowType.INT32),
                ArrowField.of("begins_patch", ArrowType.BOOL),
                ArrowField.of("patch_lengths", ArrowType.INT32_LIST),
                ArrowField.of("entropies", ArrowType.FLOAT32_LIST)));
        for (KeptColumn column : kept) {
            ArrowType type = switch (column.type()) {
                case STRING -> ArrowType.STRING;
                case BIGINT -> ArrowType.INT64;
                case DOUBLE -> ArrowType.FLOAT64;
                case BOOLEAN -> ArrowType.BOOL;
            };
            fields.add(new ArrowField(column.as(), type, true));
        }
        return fields;
    }

    @Override
    public void write(Piece piece, Annotation annotation) throws IOException {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(piece.source());
        row.add(piece.document());
        row.add(piece.offset());
        row.add(piece.bytes().length);
        row.add(annotation.beginsPatch());
        row.add(annotation.patchLengths());
        row.add(annotation.entropies());
        row.addAll(piece.kept());
        rows.add(row);
    }

    @Override
    public void finish() throws IOException {
        rows.finish();
    }
}
