/**
 * The short way to what people come for: a model that is given text and answers with text. No positions, ids, caches or
 * sessions are needed.
 *
 * <p>{@link blt4j.text.TextModel} opens a model folder and does three things:
 *
 * <ul>
 *   <li>{@link blt4j.text.TextModel#read(String) read} tells how hard each byte of a text is to predict and the patches
 *       that it falls into ({@link blt4j.text.PatchedText});
 *   <li>{@link blt4j.text.TextModel#write(String, int) write} writes a text on, as a string or byte by byte as it happens
 *       ({@link blt4j.text.Continuation}, {@link blt4j.text.GenerationEvent});
 *   <li>{@link blt4j.text.TextModel#cost(String) cost} tells what a text costs, in floating-point operations
 *       ({@link blt4j.text.TextCost}).
 * </ul>
 *
 * <pre>{@code
 * try (TextModel model = TextModel.open(Path.of("models/blt-mini"))) {
 *     model.read("The lighthouse keeper").patches().forEach(patch -> System.out.println(patch.text()));
 * }
 * }</pre>
 *
 * <p>A model over tokens (Hugging Face's Llama layout) is used in the same way, with tokens where a Byte Latent
 * Transformer has patches. Whoever wants more (a text that is edited, distributions, other ways of sampling) goes one
 * level down, to {@link blt4j.generation.Session} and {@link blt4j.generation.Generator} for bytes, or
 * {@link blt4j.generation.TokenSession} and {@link blt4j.generation.TokenGenerator} for tokens; what is said here is equal
 * to what they say.
 *
 * @see <a href="https://arxiv.org/abs/2412.09871">Pagnoni et al. 2024, Byte Latent Transformer: Patches Scale Better Than
 *     Tokens</a>
 */
@NullMarked
package blt4j.text;

import org.jspecify.annotations.NullMarked;
