package blt4j.visualizer.guess;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * A byte that was guessed and revealed.
 *
 * @param index its place in the text
 * @param bits what it cost each player that took part, −log₂ of the probability that they gave it; the class only where
 *     it had bet
 * @param first the players to whom no other byte was likelier
 */
record Turn(int index, Map<Player, Double> bits, Set<Player> first) {
    Turn {
        bits = bits.isEmpty() ? Map.of() : java.util.Collections.unmodifiableMap(new EnumMap<>(bits));
        first = first.isEmpty() ? Set.of() : java.util.Collections.unmodifiableSet(EnumSet.copyOf(first));
    }

    /** Whether it counts: where the class did not bet, nobody is paid. */
    boolean counts() {
        return bits.containsKey(Player.CLASS);
    }
}
