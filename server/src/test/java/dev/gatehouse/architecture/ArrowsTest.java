package dev.gatehouse.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may know whom. Few rules, each with the reason that a person reads who breaks it. */
class ArrowsTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.gatehouse");

    private static void check(ArchRule rule, String reason) {
        rule.because(reason).allowEmptyShould(true).check(OURS);
    }

    @Test
    void arrowsRunDown() {
        check(
                layeredArchitecture()
                        .consideringOnlyDependenciesInLayers()
                        .withOptionalLayers(true)
                        .layer("Main")
                        .definedBy("dev.gatehouse")
                        .layer("cli")
                        .definedBy("dev.gatehouse.cli..")
                        .layer("feature")
                        .definedBy("dev.gatehouse.feature..")
                        .layer("domain")
                        .definedBy("dev.gatehouse.domain..")
                        .layer("platform")
                        .definedBy("dev.gatehouse.platform..")
                        .layer("kernel")
                        .definedBy("dev.gatehouse.kernel..")
                        .whereLayer("Main")
                        .mayNotBeAccessedByAnyLayer()
                        .whereLayer("cli")
                        .mayOnlyBeAccessedByLayers("Main")
                        .whereLayer("feature")
                        .mayOnlyBeAccessedByLayers("Main")
                        .whereLayer("domain")
                        .mayOnlyBeAccessedByLayers("Main", "cli", "feature")
                        .whereLayer("platform")
                        .mayOnlyBeAccessedByLayers("Main", "cli", "feature", "domain"),
                "what lies below can be read, tested and kept without what lies above it");
    }

    @Test
    void featuresDoNotKnowEachOther() {
        check(
                slices().matching("dev.gatehouse.feature.(*)..").should().notDependOnEachOther(),
                "a feature can be read, changed and removed alone; what two of them share belongs to the domain");
    }

    @Test
    void roomsDoNotKnowEachOtherInCircles() {
        check(
                slices().matching("dev.gatehouse.domain.(*)..").should().beFreeOfCycles(),
                "two rooms that need each other are one room, or hide a third");
        check(
                slices().matching("dev.gatehouse.platform.(*)..").should().beFreeOfCycles(),
                "two rooms that need each other are one room, or hide a third");
    }

    @Test
    void onlyTheSqlRoomKnowsJdbc() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.gatehouse.platform.sql..")
                        .should()
                        .dependOnClassesThat(resideInAPackage("java.sql..").or(resideInAPackage("javax.sql.."))),
                "one place knows which database this is; all others speak Sql and Row");
    }

    @Test
    void onlyTwoRoomsKnowTheWebServer() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages("dev.gatehouse.platform.http..", "dev.gatehouse.platform.outgoing..")
                        .should()
                        .dependOnClassesThat(resideInAPackage("io.vertx..").or(resideInAPackage("io.netty.."))),
                "all other code is plain and blocking; the web server and its client can be exchanged in one place each");
    }

    @Test
    void theLibraryForResourceServersKnowsNothingOfTheServer() {
        check(
                classes()
                        .that()
                        .resideInAPackage("dev.gatehouse.guard..")
                        .should()
                        .onlyDependOnClassesThat(
                                resideInAPackage("dev.gatehouse.guard..").or(notOurs())),
                "others use it without us");
    }

    @Test
    void theSampleApiKnowsGatehouseOnlyThroughTheLibraryAndTheWeb() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage("dev.gatehouse.examples..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("dev.gatehouse.feature..", "dev.gatehouse.domain..", "dev.gatehouse"),
                "it shows what any resource server can do");
    }

    @Test
    void nothingIsKeptInStaticFields() {
        check(
                fields().that().areStatic().and().areNotFinal().should(neverBe()),
                "state has an owner that Main makes, so that two servers can run in one process and in one test run");
        check(
                fields().that(areStaticHolders()).should(neverBe()),
                "a final collection that is filled later is state all the same");
    }

    private static DescribedPredicate<JavaClass> notOurs() {
        return DescribedPredicate.not(resideInAPackage("dev.gatehouse.."));
    }

    private static DescribedPredicate<JavaField> areStaticHolders() {
        // A lock holds nothing, and one that goes with the process's own file locks has to be the process's.
        DescribedPredicate<JavaClass> holder = resideInAPackage("java.util.concurrent")
                .or(resideInAPackage("java.util.concurrent.atomic"))
                .or(assignableTo(ThreadLocal.class))
                .or(new DescribedPredicate<>("a mutable collection") {
                    @Override
                    public boolean test(JavaClass type) {
                        boolean collection = type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class);
                        return collection && !type.isInterface() && !type.isEnum();
                    }
                });
        return new DescribedPredicate<>("are static and hold what can change") {
            @Override
            public boolean test(JavaField field) {
                return field.getModifiers().contains(JavaModifier.STATIC) && holder.test(field.getRawType());
            }
        };
    }

    private static ArchCondition<JavaField> neverBe() {
        return new ArchCondition<>("not be") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                events.add(SimpleConditionEvent.violated(field, field.getDescription()));
            }
        };
    }
}
