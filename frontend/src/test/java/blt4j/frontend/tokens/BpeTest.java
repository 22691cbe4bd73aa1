package blt4j.frontend.tokens;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Texts are cut into the tokens that jtokkit cuts them into. */
class BpeTest {
    private static final List<String> PARTS = List.of(
            "The keeper's lamp",
            " we'LL they've I'm",
            "'ſ",
            " 12345678",
            " x = y/z;\r\n",
            "\n\n\t  ",
            "   ",
            "      end",
            "\u00a0",
            "\u3000",
            "CamelCaseWords",
            "ÉCOLE",
            "straße",
            "Ǆungla",
            "中文字符，",
            "日本語です",
            "नमस्ते",
            "שלום",
            "สวัสดี",
            "👨‍👩‍👧‍👦",
            "🇩🇪",
            "é",
            "----------",
            "!?...//",
            "a",
            "Z",
            "_",
            "\u0085",
            "\u2028",
            "\u180e",
            "\u200b",
            "½²",
            "٣٤٥",
            "<|endoftext|>");

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i >= 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> text.append((char) (32 + random.nextInt(95)));
                case 1 -> text.appendCodePoint(random.nextInt(0xD800));
                default -> text.append(PARTS.get(random.nextInt(PARTS.size())));
            }
        }
        return text.toString();
    }

    private static void agree(Encoding jtokkit, Bpe bpe) {
        Random random = new Random(7);
        for (int i = 0; i < 400; i++) {
            String text = text(random);
            int[] ids = bpe.ids(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
            assertArrayEquals(jtokkit.encodeOrdinary(text).toArray(), ids, () -> bpe.name() + ": '" + text + "'");
        }
        String line = "-=".repeat(3_000) + "ab".repeat(3_000);
        int[] ids = bpe.ids(line.getBytes(StandardCharsets.UTF_8)).orElseThrow();
        assertArrayEquals(jtokkit.encodeOrdinary(line).toArray(), ids);
    }

    @Test
    void cutsAsGpt4oDoes() {
        agree(Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE), Bpe.o200k());
    }

    @Test
    void cutsAsGpt4Does() {
        agree(Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE), Bpe.cl100k());
    }

    @Test
    void tokensTogetherAreTheText() {
        Bpe bpe = Bpe.cl100k();
        Random random = new Random(8);
        for (int i = 0; i < 50; i++) {
            byte[] text = text(random).getBytes(StandardCharsets.UTF_8);
            assertEquals(text.length + 1, bpe.segmenter().segment(text).length());
        }
        byte[] noUtf8 = {'a', (byte) 0xFF, 'b'};
        assertFalse(bpe.ids(noUtf8).isPresent());
        assertEquals(4, bpe.segmenter().segment(noUtf8).count());
    }

    private static InputStream file(String lines) {
        return new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void ranksHaveToBeInOrder() {
        assertEquals(2, TokenTable.read(file("YQ== 0\nYmM= 1\n")).length(1));
        assertEquals(2, TokenTable.read(file("YQ== 0\nYmM= 1")).length(1));
        assertThrows(IllegalStateException.class, () -> TokenTable.read(file("YQ== 0\nYmM= 2\n")));
        assertThrows(IllegalStateException.class, () -> TokenTable.read(file("YQ==\nYmM= 1\n")));
    }
}
