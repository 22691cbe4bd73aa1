package blt4j.cli.annotate;

import blt4j.BltException;
import blt4j.cli.annotate.Documents.Kind;
import blt4j.cli.annotate.Documents.OnError;
import blt4j.cli.annotate.Documents.Reading;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Any bytes as JSON Lines, with a field within a field and two that go along: pieces, or a sentence. */
public final class JsonLinesTarget {
    private static final List<KeptColumn> KEPT = KeptColumn.parse(List.of("id", "n:bigint"));

    private JsonLinesTarget() {}

    /** What Jazzer calls, and {@code CommandFuzzCorpusTest} with what Jazzer found. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        for (OnError onError : OnError.values()) {
            for (String field : List.of("text", "a.b")) {
                readAll(input, new Reading(Kind.JSONL, field, KEPT, onError, 16, 4));
            }
        }
    }

    private static void readAll(byte[] input, Reading reading) throws IOException {
        try (Documents documents =
                new Documents(List.of(InputFiles.STANDARD_INPUT), reading, new ByteArrayInputStream(input))) {
            Optional<Piece> piece = documents.next();
            while (piece.isPresent()) {
                if (piece.get().bytes().length == 0 || piece.get().bytes().length > 16) {
                    throw new AssertionError("a piece of " + piece.get().bytes().length + " bytes");
                }
                piece = documents.next();
            }
        } catch (BltException e) {
            // The sentence is what is wanted; anything else is a finding.
        }
    }
}
