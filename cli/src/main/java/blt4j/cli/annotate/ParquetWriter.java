package blt4j.cli.annotate;

import blt4j.analysis.Annotator.Annotation;
import blt4j.cli.annotate.ParquetLayout.Page;
import blt4j.cli.console.Output;
import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.RowGroup;

/** Writes annotations as a Parquet file, row group by row group. */
final class ParquetWriter implements AnnotationWriter {
    /** So many bytes are worth a row group: few enough that a run that is killed loses seconds. */
    static final int ENOUGH = 4 << 20;

    private final Output out;
    private final List<ParquetColumn> columns;
    private final List<RowGroup> groups;
    private long position;

    private ParquetWriter(List<ParquetColumn> columns, List<RowGroup> groups, long position, Output out) {
        this.columns = columns;
        this.groups = new ArrayList<>(groups);
        this.position = position;
        this.out = out;
    }

    /** Begins a file. */
    static ParquetWriter begin(List<KeptColumn> kept, Output out) throws IOException {
        ParquetWriter writer = new ParquetWriter(ParquetColumn.of(kept), List.of(), 0, out);
        writer.write(ParquetLayout.head(writer.columns));
        out.flush();
        return writer;
    }

    /** Goes on after the groups that a file holds. */
    static ParquetWriter after(List<KeptColumn> kept, List<RowGroup> groups, long position, Output out) {
        return new ParquetWriter(ParquetColumn.of(kept), groups, position, out);
    }

    @Override
    public void write(Piece piece, Annotation annotation) throws IOException {
        ParquetColumn.add(columns, piece, annotation);
        if (columns.stream().mapToLong(ParquetColumn::size).sum() >= ENOUGH) {
            writeGroup();
        }
    }

    private void writeGroup() throws IOException {
        List<Page> pages = new ArrayList<>();
        for (ParquetColumn column : columns) {
            byte[] values = column.page();
            byte[] compressed = Zstd.compress(values);
            byte[] header = ParquetLayout.pageHeader(column.count(), values.length, compressed);
            pages.add(ParquetLayout.page(header, position).orElseThrow());
            write(header);
            write(compressed);
            column.clear();
        }
        out.flush();
        groups.add(ParquetLayout.group(columns, pages));
    }

    @Override
    public void finish() throws IOException {
        if (columns.getFirst().count() > 0) {
            writeGroup();
        }
        write(ParquetLayout.footer(columns, groups));
        out.flush();
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes, 0, bytes.length);
        position += bytes.length;
    }
}
