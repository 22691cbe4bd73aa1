package blt4j.generation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StopStringsTest {
    @Test
    void matchesAndWithholdsAsTheDefinitionSays() {
        Random random = new Random(1);
        for (int trial = 0; trial < 300; trial++) {
            List<String> stops = Stream.generate(() -> word(random, 1 + random.nextInt(5)))
                    .limit(1 + random.nextInt(4))
                    .toList();
            StopStrings.Matcher matcher = of(stops).matcher();
            String text = word(random, 30);
            for (int end = 1; end <= text.length(); end++) {
                String soFar = text.substring(0, end);
                matcher.accept((byte) soFar.charAt(end - 1));
                int longest = stops.stream()
                        .filter(soFar::endsWith)
                        .mapToInt(String::length)
                        .max()
                        .orElse(0);
                assertEquals(longest, matcher.matchedLength(), stops + " in " + soFar);
                assertEquals(longest > 0, matcher.matched());
                if (matcher.matched()) {
                    assertTrue(soFar.endsWith(stops.get(matcher.index())));
                }
                int withheld = IntStream.rangeClosed(0, end)
                        .filter(n -> stops.stream().anyMatch(s -> s.startsWith(soFar.substring(soFar.length() - n))))
                        .max()
                        .orElse(0);
                assertEquals(withheld, matcher.withheld(), stops + " in " + soFar);
            }
        }
    }

    private static StopStrings of(List<String> stops) {
        return StopStrings.of(stops.stream().map(s -> s.getBytes(ISO_8859_1)).toList());
    }

    private static String word(Random random, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append("ab\u00FF".charAt(random.nextInt(3)));
        }
        return word.toString();
    }

    @Test
    void noneNeverStopsAndAnEmptyOneIsRefused() {
        StopStrings.Matcher matcher = StopStrings.NONE.matcher();
        assertFalse(matcher.accept((byte) 1));
        assertEquals(0, matcher.withheld());
        assertTrue(StopStrings.of(List.of()).isEmpty());
        assertThrows(BltException.class, () -> StopStrings.of(List.of(new byte[0])));
        assertArrayEquals("ab".getBytes(ISO_8859_1), of(List.of("ab")).string(0));
    }

    @Test
    void aMatcherStartsAnew() {
        StopStrings.Matcher matcher = of(List.of("ab")).matcher();
        matcher.accept((byte) 'a');
        matcher.reset();
        assertFalse(matcher.accept((byte) 'b'));
    }
}
