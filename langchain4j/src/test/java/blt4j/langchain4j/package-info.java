/** blt4j's models for programs that use LangChain4j. */
@NullMarked
package blt4j.langchain4j;

import org.jspecify.annotations.NullMarked;
