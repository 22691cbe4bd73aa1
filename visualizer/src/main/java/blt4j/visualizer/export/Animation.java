package blt4j.visualizer.export;

import blt4j.visualizer.draw.Drawing;
import java.util.function.IntFunction;

/**
 * A picture that moves: the same each time it is asked for.
 *
 * @param frames how many pictures it has
 * @param millis how long each is shown
 * @param frame draws one, by its number from 0
 */
public record Animation(int frames, int millis, IntFunction<Drawing> frame) {}
