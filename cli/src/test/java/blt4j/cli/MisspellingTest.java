package blt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MisspellingTest {
    @ParameterizedTest
    @CsvSource({"patch, patch, 0", "ptach, patch, 1", "pach, patch, 1", "'', abc, 3", "bench, patch, 3", "ca, abc, 3"})
    void countsEdits(String a, String b, int distance) {
        assertEquals(distance, Misspelling.distance(a, b));
        assertEquals(distance, Misspelling.distance(b, a));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ptach hi | blt: There is no command 'ptach'. Did you mean patch? See 'blt --help'.",
                "something | blt: There is no command 'something'. See 'blt --help'.",
                "patch --treshold 2 hi"
                        + " | blt: There is no option '--treshold' here. Did you mean --threshold? See 'blt patch --help'.",
                "patch hi there | blt: 'there' is one argument too many. A text of several words stands in quotes."
                        + " See 'blt patch --help'."
            })
    void saysWhatWasProbablyMeant(String line, String sentence) {
        Cli.Result result = Cli.PIPED.run(line.split(" "));
        assertEquals(sentence, result.err().strip());
        assertEquals(2, result.code());
    }
}
