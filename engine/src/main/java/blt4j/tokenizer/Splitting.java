package blt4j.tokenizer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A step that cuts a text where no token may cross: what {@code tokenizers} calls a pre-tokenizer of the kind Split.
 *
 * @param pattern what is looked for
 * @param behaviour what becomes of a match
 * @param invert whether matches and what lies between them change places
 */
record Splitting(Pattern pattern, Behaviour behaviour, boolean invert) {
    /** What becomes of a match. */
    enum Behaviour {
        /** It is a piece of its own. */
        ISOLATED,
        /** It joins the piece before it. */
        MERGED_WITH_PREVIOUS,
        /** It joins the piece after it. */
        MERGED_WITH_NEXT,
        /** Matches that touch are one piece. */
        CONTIGUOUS
    }

    /** GPT-2's pattern, which ByteLevel cuts by where it is not told otherwise. */
    static final Splitting GPT_2 = new Splitting(
            compile("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"),
            Behaviour.ISOLATED,
            false);

    /** A pattern of Oniguruma's, where classes mean Unicode's and scripts go by their names. */
    static Pattern compile(String pattern) {
        String scripts = pattern.replaceAll("\\\\([pP])\\{(\\^?)((?!Is)[A-Z][a-z]{2,})\\}", "\\\\$1{$2Is$3}");
        return Pattern.compile(scripts, Pattern.UNICODE_CHARACTER_CLASS);
    }

    private record Span(int begin, int end, boolean match) {}

    /** The pieces of a text; joined they are the text. */
    List<String> split(String text) {
        return joined(spans(text)).stream()
                .map(span -> text.substring(span.begin(), span.end()))
                .toList();
    }

    private List<Span> spans(String text) {
        List<Span> spans = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        int end = 0;
        while (matcher.find()) {
            if (matcher.end() == matcher.start()) {
                continue;
            }
            if (matcher.start() > end) {
                spans.add(new Span(end, matcher.start(), invert));
            }
            spans.add(new Span(matcher.start(), matcher.end(), !invert));
            end = matcher.end();
        }
        if (end < text.length()) {
            spans.add(new Span(end, text.length(), invert));
        }
        return spans;
    }

    private List<Span> joined(List<Span> spans) {
        return switch (behaviour) {
            case ISOLATED -> spans;
            case MERGED_WITH_PREVIOUS -> merged(spans);
            case MERGED_WITH_NEXT -> merged(spans.reversed()).reversed();
            case CONTIGUOUS -> contiguous(spans);
        };
    }

    private static List<Span> merged(List<Span> spans) {
        List<Span> merged = new ArrayList<>();
        boolean afterMatch = false;
        for (Span span : spans) {
            if (span.match() && !afterMatch && !merged.isEmpty()) {
                join(merged, span);
            } else {
                merged.add(span);
            }
            afterMatch = span.match();
        }
        return merged;
    }

    private static List<Span> contiguous(List<Span> spans) {
        List<Span> merged = new ArrayList<>();
        for (Span span : spans) {
            if (!merged.isEmpty() && merged.getLast().match() == span.match()) {
                join(merged, span);
            } else {
                merged.add(span);
            }
        }
        return Collections.unmodifiableList(merged);
    }

    /** Lets a span and the newest of a list, which touch, be one. */
    private static void join(List<Span> list, Span span) {
        Span last = list.removeLast();
        list.add(new Span(Math.min(last.begin(), span.begin()), Math.max(last.end(), span.end()), last.match()));
    }
}
