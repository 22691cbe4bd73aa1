/**
 * A reading of a text as a web page that stands alone: entropies, the likeliest next bytes and a threshold that cuts anew in
 * the browser, in one file without references to others.
 *
 * <pre>{@code
 * String html = WebPage.of(model, text, model.config().patching(), WebPage.About.of(text), ReadProgress.NONE);
 * }</pre>
 */
@NullMarked
package blt4j.analysis.page;

import org.jspecify.annotations.NullMarked;
