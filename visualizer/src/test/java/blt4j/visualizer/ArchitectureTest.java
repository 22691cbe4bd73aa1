package blt4j.visualizer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("blt4j");

    @Test
    void theVisualizerComputesNothingAboutModels() {
        noClasses()
                .that()
                .resideInAPackage("blt4j.visualizer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("blt4j.weights..", "blt4j.compute.cpu..", "jdk.incubator.vector..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("blt4j.compute.Executor")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("blt4j.compute.TextCaches")
                .because("whatever is to be computed, the engine is asked for")
                .check(ALL);
    }

    @Test
    void onlyWhoRunsOnTheModelsThreadOpensModelsAndSessions() {
        noClasses()
                .that()
                .resideInAPackage("blt4j.visualizer..")
                .and()
                .doNotHaveSimpleName("ModelThread")
                .and()
                .doNotHaveSimpleName("TextReader")
                .and()
                .doNotHaveSimpleName("Writer")
                .and()
                .doNotHaveSimpleName("Comparer")
                .and()
                .doNotHaveSimpleName("XrayReader")
                .and()
                .doNotHaveSimpleName("Forecaster")
                .should()
                .callMethod("blt4j.model.Blt", "open", "java.nio.file.Path", "blt4j.model.BltOptions")
                .orShould()
                .callMethod("blt4j.generation.Session", "open", "blt4j.model.Blt", "blt4j.generation.SessionOptions")
                .because("the JavaFX thread never runs the model")
                .check(ALL);
    }

    @Test
    void theEngineKnowsNothingOfJavaFx() {
        noClasses()
                .that()
                .resideOutsideOfPackage("blt4j.visualizer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx..", "jfx..", "atlantafx..", "blt4j.visualizer..")
                .check(ALL);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("blt4j.(**)").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void drawingKnowsNothingOfViewsOrState() {
        noClasses()
                .that()
                .resideInAPackage("blt4j.visualizer.draw..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("blt4j.visualizer.state..", "blt4j.visualizer.page..", "blt4j.visualizer.patch..")
                .check(ALL);
    }
}
