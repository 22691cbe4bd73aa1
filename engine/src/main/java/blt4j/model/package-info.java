/**
 * Models to open: a {@link blt4j.model.Blt} over bytes and patches, a {@link blt4j.model.TokenModel} over tokens, or
 * {@linkplain blt4j.model.LanguageModel#open whichever a folder holds}.
 *
 * <pre>{@code
 * try (Blt model = Blt.open(BundledModels.defaultModel(), BltOptions.DEFAULT.withPrecision(Precision.Q8))) {
 *     System.out.println(model.name() + " on " + model.backend().describe());
 * }
 * }</pre>
 *
 * <p>Opening maps weights into memory and reads none of them; a model takes the memory of its file, shared with the system's
 * cache, unless weights are asked for in another precision. Several sessions can be open on one model, which must outlive them.
 * {@link blt4j.model.PublishedModels} tells the shapes of the models that came with the paper.
 */
@NullMarked
package blt4j.model;

import org.jspecify.annotations.NullMarked;
