package blt4j.cli.annotate;

import blt4j.BltException;
import blt4j.cli.annotate.ParquetLayout.Page;
import blt4j.cli.console.Output;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.format.RowGroup;

/** Annotations as a Parquet file (parquet.apache.org/docs/file-format). */
final class ParquetCodec implements AnnotationCodec {
    private final List<KeptColumn> kept;

    /**
     * The form.
     *
     * @param kept what goes along from the input
     */
    ParquetCodec(List<KeptColumn> kept) {
        this.kept = kept;
    }

    @Override
    public AnnotationWriter begin(Output out) throws IOException {
        NativeCodecs.loadZstd();
        return ParquetWriter.begin(kept, out);
    }

    @Override
    public Continued resume(FileChannel file) throws IOException {
        NativeCodecs.loadZstd();
        byte[] head = ParquetLayout.head(ParquetColumn.of(kept));
        byte[] found = read(file, 0, (int) Math.min(head.length, file.size()));
        if (!ByteBuffer.wrap(found).equals(ByteBuffer.wrap(head, 0, found.length))) {
            throw new BltException(
                    "The file that --resume should go on with is no Parquet file of annotations with these"
                            + " columns; name another --output.");
        }
        if (found.length < head.length) {
            file.truncate(0).position(0);
            return new Continued(0, Optional.empty(), begin(new Output(Channels.newOutputStream(file))));
        }
        return goOn(file, head.length);
    }

    private Continued goOn(FileChannel file, long begin) throws IOException {
        List<ParquetColumn> columns = ParquetColumn.of(kept);
        List<RowGroup> groups = new ArrayList<>();
        List<Page> last = List.of();
        long records = 0;
        long end = begin;
        for (List<Page> pages = whole(file, end, columns.size());
                !pages.isEmpty();
                pages = whole(file, end, columns.size())) {
            groups.add(ParquetLayout.group(columns, pages));
            records += groups.getLast().getNum_rows();
            last = pages;
            end = pages.getLast().end();
        }
        Optional<PieceKey> key = last.isEmpty() ? Optional.empty() : Optional.of(lastKey(file, last));
        file.truncate(end).position(end);
        Output out = new Output(Channels.newOutputStream(file));
        return new Continued(records, key, ParquetWriter.after(kept, groups, end, out));
    }

    /** The pages of a row group that is there to its last byte; none if it is not. */
    private static List<Page> whole(FileChannel file, long offset, int columns) throws IOException {
        List<Page> pages = new ArrayList<>();
        long at = offset;
        while (pages.size() < columns) {
            byte[] bytes = read(file, at, (int) Math.min(ParquetLayout.MOST_HEADER, Math.max(0, file.size() - at)));
            Optional<Page> page = ParquetLayout.page(bytes, at);
            if (page.isEmpty() || page.get().end() > file.size()) {
                return List.of();
            }
            pages.add(page.get());
            at = page.get().end();
        }
        return pages;
    }

    /** Which piece a group's last row is about. */
    private static PieceKey lastKey(FileChannel file, List<Page> pages) throws IOException {
        ByteBuffer sources = values(file, pages.get(0));
        String source = "";
        for (int row = 0; row < pages.getFirst().values(); row++) {
            byte[] text = new byte[sources.getInt()];
            sources.get(text);
            source = new String(text, StandardCharsets.UTF_8);
        }
        int last = pages.getFirst().values() - 1;
        return new PieceKey(
                source,
                values(file, pages.get(1)).getLong(last * Long.BYTES),
                values(file, pages.get(2)).getLong(last * Long.BYTES),
                values(file, pages.get(3)).getInt(last * Integer.BYTES));
    }

    /** The values of a column without levels. */
    private static ByteBuffer values(FileChannel file, Page page) throws IOException {
        byte[] compressed = read(file, page.body(), page.header().getCompressed_page_size());
        try {
            byte[] plain = Zstd.decompress(compressed, page.header().getUncompressed_page_size());
            return ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
        } catch (ZstdException e) {
            throw new BltException("The file that --resume should go on with is damaged; name another --output.", e);
        }
    }

    private static byte[] read(FileChannel file, long position, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining() && file.read(bytes, position + bytes.position()) >= 0) {
            // Reads on until all is there.
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
