package blt4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** The walls of the engine: each package knows only those before it, and nothing outside is leant on. */
@AnalyzeClasses(packages = "blt4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesKnowOnlyThoseBeforeThem = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("vocabulary")
            .definedBy("blt4j.vocabulary..")
            .layer("patching")
            .definedBy("blt4j.patching..")
            .layer("weights")
            .definedBy("blt4j.weights..")
            .layer("tokenizer")
            .definedBy("blt4j.tokenizer..")
            .layer("program")
            .definedBy("blt4j.program..")
            .layer("compute")
            .definedBy("blt4j.compute..")
            .layer("model")
            .definedBy("blt4j.model..")
            .layer("generation")
            .definedBy("blt4j.generation..")
            .layer("analysis")
            .definedBy("blt4j.analysis..")
            .layer("text")
            .definedBy("blt4j.text..")
            .whereLayer("vocabulary")
            .mayNotAccessAnyLayer()
            .whereLayer("patching")
            .mayOnlyAccessLayers("vocabulary")
            .whereLayer("weights")
            .mayNotAccessAnyLayer()
            .whereLayer("tokenizer")
            .mayOnlyAccessLayers("vocabulary", "weights")
            .whereLayer("program")
            .mayOnlyAccessLayers("vocabulary", "weights")
            .whereLayer("compute")
            .mayOnlyAccessLayers("vocabulary", "weights", "program")
            .whereLayer("model")
            .mayOnlyAccessLayers("vocabulary", "patching", "weights", "tokenizer", "program", "compute")
            .whereLayer("generation")
            .mayOnlyAccessLayers("vocabulary", "patching", "weights", "tokenizer", "program", "compute", "model")
            .whereLayer("analysis")
            .mayOnlyAccessLayers(
                    "vocabulary", "patching", "weights", "tokenizer", "program", "compute", "model", "generation")
            .whereLayer("text")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("blt4j.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theEngineLeansOnTheJdkAndJsonAlone = classes()
            .that()
            .resideInAPackage("blt4j..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "blt4j..", "java..", "jdk.incubator.vector..", "com.fasterxml.jackson..", "org.jspecify..");

    @ArchTest
    static final ArchRule staticsHoldNoState =
            fields().that().areStatic().should().beFinal();
}
