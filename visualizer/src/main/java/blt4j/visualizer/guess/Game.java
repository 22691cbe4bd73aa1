package blt4j.visualizer.guess;

import blt4j.analysis.predict.TopPredictions;
import blt4j.visualizer.engine.Forecast;
import blt4j.visualizer.state.ByteText;
import blt4j.vocabulary.Utf8;
import blt4j.vocabulary.Vocabulary;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A text guessed byte by byte, as C. Shannon had people do it ("Prediction and Entropy of Printed English", 1951). The
 * beginning is given; then the class bets, the byte is revealed, and so on. Only bytes on which the class has bet count, and
 * they count for all players.
 */
final class Game {
    /** How much of a text is played at most, what is given included. */
    static final int MOST_BYTES = 320;

    private static final int GIVEN = 12;
    private static final int MOST_GIVEN = 40;
    private static final int OFFERED = 5;

    private final Forecast forecast;
    private final int begin;
    private final List<Turn> turns = new ArrayList<>();
    private int at;
    private boolean revealed;
    private Bets bets = Bets.NONE;

    /** Begins anew with a text that the models have read. */
    Game(Forecast forecast) {
        this.forecast = forecast;
        this.begin = begin(forecast.text());
        this.at = begin;
    }

    /** Where guessing begins: at the first word that begins after a few bytes. */
    static int begin(ByteText text) {
        if (text.length() < 2 * GIVEN) {
            return 0;
        }
        for (int i = GIVEN; i < Math.min(MOST_GIVEN, text.length() - GIVEN); i++) {
            if (text.at(i - 1) == ' ' || text.at(i - 1) == '\n') {
                return i;
            }
        }
        int i = GIVEN;
        while (i > 0 && continues(text.at(i))) {
            i--;
        }
        return i;
    }

    private static boolean continues(int value) {
        return (value & 0xC0) == 0x80;
    }

    ByteText text() {
        return forecast.text();
    }

    Forecast forecast() {
        return forecast;
    }

    /** How many bytes at the text's beginning were given. */
    int begin() {
        return begin;
    }

    /** The byte that is to be guessed, or has just been revealed. */
    int at() {
        return at;
    }

    boolean revealed() {
        return revealed;
    }

    boolean over() {
        return at >= text().length();
    }

    Bets bets() {
        return bets;
    }

    List<Turn> turns() {
        return List.copyOf(turns);
    }

    /** Replaces the bets on the byte that is to be guessed; once it is revealed, it is too late. */
    void bet(Bets newBets) {
        if (!revealed && !over()) {
            bets = newBets;
        }
    }

    /** Reveals the byte, or goes on to the next one. */
    void advance() {
        if (over()) {
            return;
        }
        if (!revealed) {
            turns.add(turn());
            revealed = true;
            return;
        }
        revealed = false;
        at++;
        boolean within = !over() && continues(text().at(at)) && !known().equals(List.of());
        bets = within ? bets : Bets.NONE;
    }

    /** The bytes of the character under way that are known already. */
    private List<Integer> known() {
        int from = at;
        while (from > 0 && at - from < Utf8.MAX_LENGTH && continues(text().at(from))) {
            from--;
        }
        List<Integer> known = new ArrayList<>();
        for (int i = from; i < at; i++) {
            known.add(text().at(i));
        }
        return known;
    }

    private byte[] knownBytes() {
        int known = known().size();
        return text().bytes(at - known, at);
    }

    /** What a player gives a byte in the place that is to be guessed; empty if they do not take part there. */
    OptionalDouble probability(Player player, int value) {
        if (over()) {
            return OptionalDouble.empty();
        }
        return switch (player) {
            case CLASS -> bets.probability(knownBytes(), value);
            case ENTROPY_MODEL -> of(forecast.entropyModel(), value);
            case MODEL -> of(forecast.model(), value);
        };
    }

    private OptionalDouble of(List<TopPredictions> predictions, int value) {
        return predictions.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Forecast.probability(predictions.get(at), value));
    }

    private Turn turn() {
        int actual = text().at(at);
        Map<Player, Double> bits = new EnumMap<>(Player.class);
        Set<Player> first = EnumSet.noneOf(Player.class);
        for (Player player : Player.values()) {
            probability(player, actual).ifPresent(p -> {
                bits.put(player, -Math.log(p) / Math.log(2));
                if (likeliest(player, p)) {
                    first.add(player);
                }
            });
        }
        return new Turn(at, bits, first);
    }

    /** Whether no byte has more from a player. */
    private boolean likeliest(Player player, double probability) {
        for (int value = 0; value < 256; value++) {
            if (probability(player, value).orElse(0) > probability) {
                return false;
            }
        }
        return true;
    }

    /**
     * A few characters to bet on: the likeliest letters, in alphabetical order, which says nothing of which of them is the
     * likeliest. None where the text so far is in a script whose characters have several bytes, or one is under way.
     */
    List<String> offered() {
        if (over() || !known().isEmpty() || !ofSingleBytes()) {
            return List.of();
        }
        return forecast.best(at).stream()
                .flatMap(b -> b.likeliest().stream())
                .map(p -> p.id() - Vocabulary.BYTE_OFFSET)
                .filter(Game::letter)
                .limit(OFFERED)
                .sorted()
                .map(Character::toString)
                .toList();
    }

    private boolean ofSingleBytes() {
        int single = 0;
        for (int i = 0; i < at; i++) {
            single += text().at(i) < 0x80 ? 1 : 0;
        }
        return 2 * single >= at;
    }

    private static boolean letter(int value) {
        return (value >= ' ' && value < 0x7F) || value == '\n';
    }

    /**
     * What a player has reached.
     *
     * @param bytes how many counted
     * @param bits per byte, over those; 0 if none counted
     * @param first how many of them were that player's first guess
     */
    record Result(int bytes, double bits, int first) {}

    /** What a player has reached; empty for one who takes no part. */
    Optional<Result> result(Player player) {
        List<Turn> counted = turns.stream().filter(Turn::counts).toList();
        boolean plays = switch (player) {
            case CLASS -> true;
            case ENTROPY_MODEL -> !forecast.entropyModel().isEmpty();
            case MODEL -> !forecast.model().isEmpty();
        };
        if (!plays) {
            return Optional.empty();
        }
        double bits = counted.stream()
                .mapToDouble(t -> t.bits().get(player))
                .average()
                .orElse(0);
        int first =
                (int) counted.stream().filter(t -> t.first().contains(player)).count();
        return Optional.of(new Result(counted.size(), bits, first));
    }
}
