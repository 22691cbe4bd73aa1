/**
 * What a model predicts: the {@linkplain blt4j.analysis.predict.TopPredictions likeliest next bytes},
 * {@linkplain blt4j.analysis.predict.BitsPerByte bits per byte} (the mean of &minus;log<sub>2</sub> of what the model gave to the
 * byte that came), and how a model fares on a text ({@link blt4j.analysis.predict.TextScorer}) or on tasks about words
 * ({@link blt4j.analysis.predict.WordTasks}).
 *
 * <pre>{@code
 * float[] logits = new float[Vocabulary.SIZE];
 * session.nextByteLogits(session.length(), logits);
 * TopPredictions.of(logits, 10).likeliest().forEach(p -> System.out.println(p.id() + " " + p.probability()));
 * }</pre>
 */
@NullMarked
package blt4j.analysis.predict;

import org.jspecify.annotations.NullMarked;
