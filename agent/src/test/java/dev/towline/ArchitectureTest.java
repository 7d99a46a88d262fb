package dev.towline;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.towline.desired.TargetName;
import dev.towline.secret.Secret;

/** Which room may know which. What a rule is good for stands above it; docs/architecture.md shows the whole house. */
@AnalyzeClasses(packages = "dev.towline", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    // A cycle of rooms is one room with the walls drawn wrong: neither can be read, tested or replaced without the other.
    @ArchTest
    static final ArchRule rooms_have_no_cycles = slices().matching("dev.towline.(*)..").should().beFreeOfCycles();

    // The same one level down: a store or a service manager may know its contract, never the other way round.
    @ArchTest
    static final ArchRule packages_have_no_cycles = slices().matching("dev.towline.(**)").should().beFreeOfCycles();

    // The root is the wiring diagram. What leans on it could not be put together otherwise, for instance in a simulated run.
    @ArchTest
    static final ArchRule nobody_knows_the_wiring = noRoom("dev.towline.*..").should().dependOnClassesThat()
            .resideInAPackage("dev.towline");

    // The edges: they look in, nobody looks out. Otherwise a pass would depend on who watches it.
    @ArchTest
    static final ArchRule only_the_wiring_knows_the_edges = noClasses().that()
            .resideOutsideOfPackages("dev.towline", "dev.towline.web", "dev.towline.cli", "dev.towline.metrics",
                    "dev.towline.follow")
            .should().dependOnClassesThat()
            .resideInAnyPackage("dev.towline.web", "dev.towline.cli", "dev.towline.metrics", "dev.towline.follow");

    // A request from outside can ask (offer a trigger) and read pictures. It must have no way to reach a hand of the agent.
    @ArchTest
    static final ArchRule web_can_ask_and_cannot_deploy = room("web").should().onlyDependOnClassesThat(
            not(resideInAPackage("dev.towline.."))
                    .or(resideInAnyPackage("dev.towline.web", "dev.towline.trigger", "dev.towline.status",
                            "dev.towline.event", "dev.towline.audit", "dev.towline.budget"))
                    .or(belongToAnyOf(TargetName.class, Secret.class)));

    // Whoever answers may write down what was asked. What is written must not depend on who writes it.
    @ArchTest
    static final ArchRule audit_knows_nobody = room("audit").should().onlyDependOnClassesThat(
            not(resideInAPackage("dev.towline.."))
                    .or(resideInAnyPackage("dev.towline.audit", "dev.towline.budget")));

    // Numbers are made from what everybody may hear, so that counting can never change what is counted.
    @ArchTest
    static final ArchRule metrics_know_events_only = room("metrics").should().onlyDependOnClassesThat(
            not(resideInAPackage("dev.towline.."))
                    .or(resideInAnyPackage("dev.towline.metrics", "dev.towline.event", "dev.towline.budget"))
                    .or(belongToAnyOf(TargetName.class)));

    // A list of numbers that anybody may read without learning anything else.
    @ArchTest
    static final ArchRule budget_knows_nobody = room("budget").should().onlyDependOnClassesThat(
            not(resideInAPackage("dev.towline..")).or(resideInAPackage("dev.towline.budget")));

    // A plan is decided from values and can be shown, tested and thrown away; how its actions are done is somebody else's.
    @ArchTest
    static final ArchRule plan_does_not_know_how_it_is_done = noRoom("dev.towline.plan..").should()
            .dependOnClassesThat()
            .resideInAnyPackage(rooms("apply", "release", "restore", "reconcile", "follow"));

    // Undo must work with Git gone: what is applied is in the plan and in the journal, and never looked up again.
    @ArchTest
    static final ArchRule apply_does_not_know_git = noRoom("dev.towline.apply..").should().dependOnClassesThat()
            .resideInAnyPackage(rooms("source", "follow", "reconcile"));

    // To fetch is not to understand. A source that knew what files mean would choose revisions by their content.
    @ArchTest
    static final ArchRule source_does_not_know_what_files_mean = noRoom("dev.towline.source..").should()
            .dependOnClassesThat()
            .resideInAnyPackage(rooms("desired", "render", "history", "host", "reconcile", "follow"));

    // Two folders of the same commit must give the same records on every machine, also in the CI of a config repo.
    @ArchTest
    static final ArchRule desired_does_not_know_the_host = noRoom("dev.towline.desired..").should()
            .dependOnClassesThat()
            .resideInAnyPackage(rooms("host", "history", "observe", "render", "plan", "apply", "reconcile", "follow"))
            .orShould().dependOnClassesThat().resideInAPackage("dev.towline.source.git..");

    // What is wanted must not depend on what is there, otherwise drift could become the desired state.
    @ArchTest
    static final ArchRule render_does_not_know_what_is_there = noRoom("dev.towline.render..").should()
            .dependOnClassesThat()
            .resideInAnyPackage(rooms("observe", "history", "plan", "apply", "reconcile", "follow"));

    // The hands hold mechanism, callers hold policy; so the simulated host can stand in for all of it.
    @ArchTest
    static final ArchRule host_knows_no_other_room = room("host").should().onlyDependOnClassesThat(
            not(resideInAPackage("dev.towline.."))
                    .or(resideInAnyPackage("dev.towline.host..", "dev.towline.budget")));

    // A check is asked of whatever serves, and must not know which release that is or what one hopes to hear.
    @ArchTest
    static final ArchRule health_knows_only_the_host = room("health").should().onlyDependOnClassesThat(
            not(resideInAPackage("dev.towline.."))
                    .or(resideInAnyPackage("dev.towline.health..", "dev.towline.host", "dev.towline.budget")));

    // The bridge between Git and a pass says what is wanted. It changes nothing on the host, so it knows none who does.
    @ArchTest
    static final ArchRule follow_only_reads = noRoom("dev.towline.follow..").should().dependOnClassesThat()
            .resideInAnyPackage(rooms("apply", "plan", "observe", "health", "restore", "source.git", "host.linux",
                    "host.local", "host.systemd"));

    // The contracts do not know who keeps them: another store or service manager is one new package and one line of wiring.
    @ArchTest
    static final ArchRule only_the_wiring_chooses_who_keeps_a_contract = noClasses().that()
            .resideOutsideOfPackages("dev.towline", "dev.towline.source.git..", "dev.towline.history..",
                    "dev.towline.host..")
            .should().dependOnClassesThat()
            .resideInAnyPackage("dev.towline.source.git..", "dev.towline.history.*..", "dev.towline.host.*..");

    // Both service managers stand on what every Linux host has; that does not know which of them it carries.
    @ArchTest
    static final ArchRule service_managers_do_not_know_each_other = noRoom("dev.towline.host.linux..",
            "dev.towline.host.local..").should().dependOnClassesThat().resideInAPackage("dev.towline.host.systemd..");

    private static com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction room(String name) {
        return classes().that().resideInAPackage("dev.towline." + name + "..");
    }

    private static com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction noRoom(String... packages) {
        return noClasses().that(JavaClass.Predicates.resideInAnyPackage(packages));
    }

    private static String[] rooms(String... names) {
        return java.util.Arrays.stream(names).map(name -> "dev.towline." + name + "..").toArray(String[]::new);
    }
}
