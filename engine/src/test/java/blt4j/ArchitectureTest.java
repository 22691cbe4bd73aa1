package blt4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URL;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/** The walls of the engine: each package knows only those before it, and nothing outside is leant on. */
@AnalyzeClasses(packages = "blt4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final Set<String> EXPORTED = exported();

    private static Set<String> exported() {
        URL here = Objects.requireNonNull(BltException.class.getResource("BltException.class"));
        String root = here.toString().replace("blt4j/BltException.class", "");
        try (InputStream in = URI.create(root + "module-info.class").toURL().openStream()) {
            return ModuleDescriptor.read(in).exports().stream()
                    .filter(exports -> !exports.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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
            .layer("stage")
            .definedBy("blt4j.stage..")
            .layer("device")
            .definedBy("blt4j.device..")
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
            .whereLayer("stage")
            .mayNotAccessAnyLayer()
            .whereLayer("device")
            .mayNotAccessAnyLayer()
            .whereLayer("program")
            .mayOnlyAccessLayers("vocabulary", "weights", "stage")
            .whereLayer("compute")
            .mayOnlyAccessLayers("vocabulary", "weights", "stage", "device", "program")
            .whereLayer("model")
            .mayOnlyAccessLayers(
                    "vocabulary", "patching", "weights", "tokenizer", "stage", "device", "program", "compute")
            .whereLayer("generation")
            .mayOnlyAccessLayers(
                    "vocabulary", "patching", "weights", "tokenizer", "stage", "device", "program", "compute", "model")
            .whereLayer("analysis")
            .mayOnlyAccessLayers(
                    "vocabulary",
                    "patching",
                    "weights",
                    "tokenizer",
                    "stage",
                    "device",
                    "program",
                    "compute",
                    "model",
                    "generation")
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
                    "blt4j..",
                    "java..",
                    "jdk.incubator.vector..",
                    "com.fasterxml.jackson..",
                    "org.jspecify..",
                    "org.apiguardian..");

    @ArchTest
    static final ArchRule staticsHoldNoState =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule whatIsExportedSaysHowStableItIs = classes()
            .that(DescribedPredicate.describe("are in a package that is exported to all", ArchitectureTest::isExported))
            .and()
            .arePublic()
            .and()
            .areTopLevelClasses()
            .should()
            .beAnnotatedWith(API.class);

    private static boolean isExported(JavaClass type) {
        return EXPORTED.contains(type.getPackageName());
    }
}
