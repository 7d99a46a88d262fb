package dev.towline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** How classes are named and what each package says of itself. */
@AnalyzeClasses(packages = "dev.towline", importOptions = ImportOption.DoNotIncludeTests.class)
final class HouseRulesTest {

    // Such a name says where code was put when nobody knew whose it was. A class is named by what it is or does.
    // "Service manager" is the word for what systemd is.
    @ArchTest
    static final ArchRule names_say_what_a_class_does = noClasses().that()
            .doNotHaveFullyQualifiedName("dev.towline.config.AgentSettings$ServiceManager").should()
            .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)(\\$.*)?");

    // Without it NullAway does not look at the package, and a null travels until it meets somebody else's code.
    @ArchTest
    static final ArchRule every_package_is_null_marked = classes()
            .should(new ArchCondition<>("be in a null-marked package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                    events.add(new SimpleConditionEvent(type, marked,
                            type.getPackageName() + " has no @NullMarked package-info"));
                }
            });
}
