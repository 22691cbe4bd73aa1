package blt4j.cli.annotate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/**
 * What a Parquet file of annotations says about itself. Each row group has a page for each column. Such a file tells at its
 * end where the groups lie; one that was cut off is read from its beginning, page by page.
 */
final class ParquetLayout {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    /** More than a page's header takes. */
    static final int MOST_HEADER = 256;

    private ParquetLayout() {}

    /**
     * A page in the file.
     *
     * @param offset where its header begins
     * @param headerBytes the header's length
     */
    record Page(PageHeader header, long offset, int headerBytes) {
        /** Where what it holds begins. */
        long body() {
            return offset + headerBytes;
        }

        long end() {
            return body() + header.getCompressed_page_size();
        }

        int values() {
            return header.getData_page_header().getNum_values();
        }
    }

    /** What every file of annotations begins with: the mark, and the schema, by which it is known again. */
    static byte[] head(List<ParquetColumn> columns) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(MAGIC);
        Util.writeFileMetaData(new FileMetaData(1, schema(columns), 0, List.of()), out);
        return out.toByteArray();
    }

    private static List<SchemaElement> schema(List<ParquetColumn> columns) {
        List<SchemaElement> elements = new ArrayList<>();
        elements.add(new SchemaElement("annotations").setNum_children(columns.size()));
        columns.forEach(c -> elements.addAll(c.schema()));
        return elements;
    }

    /** The header of a page of values that were compressed. */
    static byte[] pageHeader(int values, int bytes, byte[] compressed) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(compressed);
        PageHeader header = new PageHeader(PageType.DATA_PAGE, bytes, compressed.length)
                .setCrc((int) sum.getValue())
                .setData_page_header(new DataPageHeader(values, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Util.writePageHeader(header, out);
        return out.toByteArray();
    }

    /** The page that begins with these bytes, if they are a page's header. */
    static Optional<Page> page(byte[] bytes, long offset) {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        try {
            PageHeader header = Util.readPageHeader(in);
            boolean ours = header.getType() == PageType.DATA_PAGE
                    && header.isSetData_page_header()
                    && header.isSetCrc()
                    && header.getCompressed_page_size() > 0
                    && header.getUncompressed_page_size() > 0;
            return ours ? Optional.of(new Page(header, offset, bytes.length - in.available())) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // the footer, or what is left of a header
        }
    }

    /** A row group of a page for each column. */
    static RowGroup group(List<ParquetColumn> columns, List<Page> pages) {
        List<ColumnChunk> chunks = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < pages.size(); i++) {
            Page page = pages.get(i);
            long plain = (long) page.headerBytes() + page.header().getUncompressed_page_size();
            ColumnMetaData data = new ColumnMetaData(
                    columns.get(i).type(),
                    List.of(Encoding.PLAIN, Encoding.RLE),
                    columns.get(i).path(),
                    CompressionCodec.ZSTD,
                    page.values(),
                    plain,
                    page.end() - page.offset(),
                    page.offset());
            chunks.add(new ColumnChunk(page.offset()).setMeta_data(data));
            bytes += plain;
        }
        // The first column has a value a row.
        return new RowGroup(chunks, bytes, pages.getFirst().values());
    }

    /** What stands at a file's end: the schema, where the groups lie, how long that is, and the mark. */
    static byte[] footer(List<ParquetColumn> columns, List<RowGroup> groups) throws IOException {
        long rows = groups.stream().mapToLong(RowGroup::getNum_rows).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Util.writeFileMetaData(new FileMetaData(1, schema(columns), rows, groups).setCreated_by("blt4j"), out);
        int length = out.size();
        out.write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .array());
        out.write(MAGIC);
        return out.toByteArray();
    }
}
