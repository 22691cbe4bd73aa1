package blt4j.visualizer.guess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.analysis.predict.TopPredictions;
import blt4j.visualizer.engine.Forecast;
import blt4j.visualizer.guess.Game.Result;
import blt4j.visualizer.state.ByteText;
import blt4j.vocabulary.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a guess is worth. */
class GameTest {
    private static final String TEXT = "The keeper slept. The lamp went out.";

    /** Models that give the byte that comes a certain share, and all other letters the same. */
    private static Forecast forecast(String text, double actual) {
        ByteText bytes = ByteText.of(text);
        List<TopPredictions> all = new ArrayList<>();
        for (int i = 0; i < bytes.length(); i++) {
            float[] logits = new float[Vocabulary.SIZE];
            java.util.Arrays.fill(logits, -40);
            int letters = bytes.at(i) >= ' ' && bytes.at(i) < 0x7F ? 94 : 95;
            for (int letter = ' '; letter < 0x7F; letter++) {
                logits[letter + Vocabulary.BYTE_OFFSET] = (float) Math.log((1 - actual) / letters);
            }
            logits[bytes.at(i) + Vocabulary.BYTE_OFFSET] = (float) Math.log(actual);
            all.add(TopPredictions.of(logits, Vocabulary.SIZE, bytes.at(i) + Vocabulary.BYTE_OFFSET));
        }
        return new Forecast(bytes, all, all, Forecast.NONE.patches());
    }

    private static void play(Game game, String bet) {
        game.bet(Bets.of(bet));
        game.advance();
        game.advance();
    }

    private static Result of(Game game, Player player) {
        return game.result(player).orElseThrow();
    }

    @Test
    void theFirstWordsAreGiven() {
        Game game = new Game(forecast(TEXT, 0.5));
        assertEquals("The keeper slept. ", TEXT.substring(0, game.begin()));
        assertEquals(0, new Game(forecast("short", 0.5)).begin());
        String chinese = "灯塔看守人睡着了，灯也灭了。";
        int begin = new Game(forecast(chinese, 0.5)).begin();
        assertEquals("灯塔看守", ByteText.of(chinese).string(0, begin), "in whole characters");
    }

    @Test
    void shareOfTheVotesIsTheProbability() {
        Bets bets = Bets.of("TTTa");
        byte[] nothing = {};
        assertEquals(0.95 * 0.75 + 0.05 / 256, bets.probability(nothing, 'T').orElseThrow(), 1e-12);
        assertEquals(0.95 * 0.25 + 0.05 / 256, bets.probability(nothing, 'a').orElseThrow(), 1e-12);
        assertEquals(0.05 / 256, bets.probability(nothing, 'x').orElseThrow(), 1e-12);
        double sum = 0;
        for (int value = 0; value < 256; value++) {
            sum += bets.probability(nothing, value).orElseThrow();
        }
        assertEquals(1, sum, 1e-12, "what is staked is all there is");
        assertTrue(Bets.NONE.probability(nothing, 'T').isEmpty());
    }

    @Test
    void bitsAreTheMeanOfWhatTheBytesCost() {
        Game game = new Game(forecast(TEXT, 0.25));
        play(game, "T"); // right
        play(game, "hx"); // half right
        play(game, "z"); // wrong
        double right = -Math.log(0.95 + 0.05 / 256) / Math.log(2);
        double half = -Math.log(0.475 + 0.05 / 256) / Math.log(2);
        double wrong = -Math.log(0.05 / 256) / Math.log(2);
        Result result = of(game, Player.CLASS);
        assertEquals(3, result.bytes());
        assertEquals((right + half + wrong) / 3, result.bits(), 1e-9);
        assertEquals(2, result.first(), "a tie is no worse than the first place");
        assertEquals(2, of(game, Player.MODEL).bits(), 1e-6, "a quarter is two bits");
        assertEquals(3, of(game, Player.ENTROPY_MODEL).first());
    }

    /** Else a class would win by betting on what is easy. */
    @Test
    void whereTheClassDoesNotBetNobodyIsPaid() {
        Game game = new Game(forecast(TEXT, 0.25));
        play(game, "");
        play(game, "h");
        assertEquals(2, game.turns().size());
        assertFalse(game.turns().getFirst().counts());
        for (Player player : Player.values()) {
            assertEquals(1, of(game, player).bytes());
        }
    }

    @Test
    void aVoteForACharacterIsOneForAllItsBytes() {
        String text = "看守人看守人看守人";
        Game game = new Game(forecast(text, 0.5));
        int begin = game.begin();
        String next = ByteText.of(text).string(begin, begin + 3);
        game.bet(Bets.of(next));
        for (int i = 0; i < 3; i++) {
            game.advance();
            game.advance();
        }
        Result result = of(game, Player.CLASS);
        assertEquals(3, result.bytes());
        assertEquals(-Math.log(0.95 + 0.05 / 256) / Math.log(2), result.bits(), 1e-9);
        assertTrue(game.bets().none(), "the next character is bet on anew");
    }

    @Test
    void itIsTooLateToBetOnWhatIsKnown() {
        Game game = new Game(forecast(TEXT, 0.5));
        game.advance();
        game.bet(Bets.of("T"));
        assertTrue(game.bets().none());
    }

    @Test
    void lettersAreOfferedInAnOrderThatTellsNothing() {
        Game game = new Game(forecast(TEXT, 0.5));
        List<String> offered = game.offered();
        assertEquals(offered.stream().sorted().toList(), offered);
        assertTrue(offered.contains("T"));
        Game chinese = new Game(forecast("灯塔看守人睡着了，灯也灭了。", 0.5));
        assertEquals(List.of(), chinese.offered());
    }

    @Test
    void theGameEndsWithTheText() {
        Game game = new Game(forecast("abc", 0.5));
        for (int i = 0; i < 3; i++) {
            play(game, "b");
        }
        assertTrue(game.over());
        game.advance();
        assertEquals(3, game.turns().size());
    }

    @Test
    void modelsThatAreNotThereTakeNoPart() {
        Forecast alone =
                new Forecast(ByteText.of(TEXT), forecast(TEXT, 0.5).entropyModel(), List.of(), Forecast.NONE.patches());
        Game game = new Game(alone);
        play(game, "T");
        assertEquals(Optional.empty(), game.result(Player.MODEL));
        assertEquals(1, of(game, Player.ENTROPY_MODEL).bits(), 1e-6);
    }
}
