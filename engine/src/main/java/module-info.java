/**
 * Byte Latent Transformers on the JVM: entropies, patches, next bytes, and what they cost.
 *
 * <p>Most programs need {@link blt4j.text.TextModel} alone, which reads a text, writes one on and tells the cost of one.
 * Below it, {@link blt4j.model.Blt} opens models and {@link blt4j.generation.Session} holds a text that is read, edited
 * and written on. What is exported to all is kept compatible as {@code @API} says of each type; programs, kernels and
 * weights as they lie in files are exported to the parts of this project alone.
 */
@SuppressWarnings("module") // the parts that see more are compiled later
module blt4j.engine {
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires java.logging;
    requires jdk.incubator.vector;
    requires static transitive org.apiguardian.api;
    requires static transitive org.jspecify;

    exports blt4j;
    exports blt4j.analysis;
    exports blt4j.analysis.compare;
    exports blt4j.analysis.cost;
    exports blt4j.analysis.page;
    exports blt4j.analysis.predict;
    exports blt4j.analysis.verify;
    exports blt4j.analysis.xray;
    exports blt4j.device;
    exports blt4j.generation;
    exports blt4j.model;
    exports blt4j.model.config;
    exports blt4j.patching;
    exports blt4j.stage;
    exports blt4j.text;
    exports blt4j.tokenizer;
    exports blt4j.vocabulary;
    exports blt4j.compute to
            blt4j.cli,
            blt4j.tornado,
            blt4j.visualizer;
    exports blt4j.compute.cpu to
            blt4j.cli,
            blt4j.tornado;
    exports blt4j.model.checkpoint to
            blt4j.cli,
            blt4j.visualizer;
    exports blt4j.model.pipeline to
            blt4j.cli,
            blt4j.visualizer;
    exports blt4j.program to
            blt4j.cli,
            blt4j.tornado,
            blt4j.visualizer;
    exports blt4j.weights to
            blt4j.cli,
            blt4j.tornado;

    uses blt4j.compute.BackendProvider;

    provides blt4j.compute.BackendProvider with
            blt4j.compute.cpu.CpuBackendProvider;
}
