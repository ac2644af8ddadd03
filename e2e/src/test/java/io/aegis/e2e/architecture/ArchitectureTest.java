package io.aegis.e2e.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Envelope;
import io.aegis.contracts.Json;
import io.aegis.contracts.LoginEnded;
import io.aegis.contracts.Message;
import io.aegis.contracts.Seen;
import io.aegis.contracts.Sha256;
import io.aegis.contracts.WireTime;
import io.aegis.contracts.WireType;
import io.aegis.contracts.WireTypes;
import java.nio.file.Files;
import java.time.Clock;
import java.util.stream.Stream;

/**
 * The walls of the house. A rule that a class has good reason to break names that class and the reason here; nothing is
 * let through by a pattern.
 */
@AnalyzeClasses(locations = Modules.class)
class ArchitectureTest {
    private static final String CONTRACTS = "io.aegis.contracts..";
    private static final String EMBEDDINGS = "io.aegis.embeddings..";
    private static final String MESSAGING = "io.aegis.messaging..";
    private static final String AGENT = "io.aegis.agent..";
    private static final String[] AGENTS = {"io.aegis.onboarding..", "io.aegis.query..", "io.aegis.feedback.."};
    private static final String[] SERVICES = {
        "io.aegis.orchestrator..",
        "io.aegis.onboarding..",
        "io.aegis.query..",
        "io.aegis.feedback..",
        "io.aegis.state..",
        "io.aegis.monitor..",
        "io.aegis.approval.."
    };

    /** A client for an outside system has the annotations of an endpoint, and is none. */
    private static final String CLIENT = "io.aegis.agent.outbound.gemini.GeminiApi";

    /** What runs in production: all but the launcher and the end-to-end tools. */
    private static final DescribedPredicate<JavaClass> IN_SERVICE =
            resideInAnyPackage(CONTRACTS, EMBEDDINGS, MESSAGING, AGENT).or(resideInAnyPackage(SERVICES));

    @ArchTest
    static void every_module_is_looked_at(JavaClasses classes) {
        assertThat(Modules.all())
                .as("modules that are not built: build them all, as ./aegis test does, before their walls are checked")
                .allMatch(module -> Files.isDirectory(module.resolve("target/classes")));
        assertThat(Stream.of(SERVICES).map(name -> name.replace("..", "")))
                .allMatch(service ->
                        classes.stream().anyMatch(type -> type.getPackageName().startsWith(service)));
    }

    @ArchTest
    static final ArchRule the_domain_is_pure = classes()
            .that()
            .resideInAPackage("..domain..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", CONTRACTS)
                    .or(resideInAPackage("..domain.."))
                    .or(resideInAPackage("com.fasterxml.jackson.annotation.."))
                    .or(resideInAPackage("com.fasterxml.jackson.databind.node.."))
                    .or(name("com.fasterxml.jackson.databind.JsonNode")))
            .because(
                    "a decision that can be tested without a container is one that can be trusted. JSON trees are let in, since an"
                            + " action's arguments are one in contracts (ADR 002), and Jackson's annotations, since a journal's wire names"
                            + " stand beside its records; mappers are not");

    @ArchTest
    static final ArchRule modules_keep_to_their_own = slices().matching("io.aegis.(*)..")
            .namingSlices("$1")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(alwaysTrue(), resideInAPackage(CONTRACTS))
            .ignoreDependency(resideInAPackage(AGENT).or(resideInAnyPackage(SERVICES)), resideInAPackage(MESSAGING))
            .ignoreDependency(resideInAnyPackage(AGENTS), resideInAPackage(AGENT))
            .ignoreDependency(resideInAnyPackage(SERVICES), resideInAPackage(EMBEDDINGS))
            .ignoreDependency(resideInAPackage("io.aegis.e2e.."), resideInAnyPackage(MESSAGING, "io.aegis.local.."))
            .because(
                    "a service uses another through contracts only; the agents share agent-runtime, whoever compares texts shares"
                            + " embeddings, and what looks at the whole system may know messaging and the launcher");

    @ArchTest
    static final ArchRule messaging_knows_no_business_word = noClasses()
            .that()
            .resideInAPackage(MESSAGING)
            .should(dependOnClassesThat(resideInAPackage(CONTRACTS)
                    .and(DescribedPredicate.not(belongToAnyOf(
                            Message.class,
                            WireTime.class,
                            WireType.class,
                            WireTypes.class,
                            Envelope.class,
                            CustomerId.class,
                            Json.class,
                            LoginEnded.class,
                            Seen.class,
                            Sha256.class)))))
            .because("it carries messages, whatever they say; whose tokens count is the same in every service");

    @ArchTest
    static final ArchRule contracts_have_no_framework = classes()
            .that()
            .resideInAPackage(CONTRACTS)
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage("java..", "com.fasterxml.jackson..", "org.jspecify..", CONTRACTS))
            .because("everybody depends on contracts, so what they depend on everybody has");

    @ArchTest
    static final ArchRule transactions_are_in_use_cases = noClasses()
            .that(resideInAPackage(AGENT)
                    .or(resideInAnyPackage(SERVICES))
                    .and(describe(
                            "are no use cases", type -> !type.getPackageName().contains(".application"))))
            .should(dependOnClassesThat(resideInAnyPackage("jakarta.transaction..", "io.quarkus.narayana.jta..")
                    .or(name("io.aegis.messaging.Transactions"))))
            .as("transactions are in use cases")
            .because("what commits together is a business decision, and is to be read in the use case");

    @ArchTest
    static final ArchRule what_comes_in_does_not_touch_what_goes_out = noClasses()
            .that()
            .resideInAPackage("..inbound..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..outbound..")
            .because("the use case is between them");

    @ArchTest
    static final ArchRule use_cases_know_ports_and_not_adapters = noClasses()
            .that()
            .resideInAnyPackage("..application..", "..skill..", "..effect..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..inbound..", "..outbound..")
            .because("dependencies point inward");

    @ArchTest
    static final ArchRule what_goes_out_does_not_touch_what_comes_in = noClasses()
            .that()
            .resideInAPackage("..outbound..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..inbound..")
            .because("the use case is between them");

    @ArchTest
    static final ArchRule rows_stay_in_outbound = classes()
            .that()
            .areAnnotatedWith("jakarta.persistence.Entity")
            .should()
            .resideInAPackage("..outbound..")
            .andShould()
            .haveSimpleNameEndingWith("Entity")
            .because("a row is how something is kept, not what it is");

    @ArchTest
    static final ArchRule every_endpoint_says_who_may_call_it = methods()
            .that()
            .areAnnotatedWith("jakarta.ws.rs.GET")
            .or()
            .areAnnotatedWith("jakarta.ws.rs.POST")
            .or()
            .areAnnotatedWith("jakarta.ws.rs.PUT")
            .or()
            .areAnnotatedWith("jakarta.ws.rs.PATCH")
            .or()
            .areAnnotatedWith("jakarta.ws.rs.DELETE")
            .or()
            .areAnnotatedWith("io.quarkiverse.mcp.server.Tool")
            .and()
            .areDeclaredInClassesThat()
            .doNotHaveFullyQualifiedName(CLIENT)
            .should(ArchCondition.from(
                    describe("say @RolesAllowed, @Authenticated or @PermitAll", ArchitectureTest::saysWhoMayCall)))
            .because("an endpoint without a word on it is open to everybody");

    @ArchTest
    static final ArchRule names_say_what_a_class_is = noClasses()
            .that()
            .resideInAPackage("io.aegis..")
            .should()
            .haveNameMatching(
                    ".*[.$]((Abstract|Base)[A-Z]\\w*|\\w*(Util|Utils|Helper|Manager|Processor|Impl|Dto|Base))")
            .because("such a name fits any class, and so says nothing of this one");

    @ArchTest
    static void names_say_what_a_test_class_is(JavaClasses unused) {
        names_say_what_a_class_is.check(Modules.tests());
    }

    @ArchTest
    static final ArchRule time_comes_from_the_clock = noClasses()
            .that(IN_SERVICE.and(DescribedPredicate.not(name("io.aegis.messaging.SystemClock"))))
            .should()
            .accessTargetWhere(describe("it reads the machine's clock", ArchitectureTest::readsTheMachinesClock))
            .because(
                    "a test brings its own Clock; the one place that makes the real one is SystemClock. The launcher and the tests"
                            + " against real processes measure real time and are left out");

    @ArchTest
    static final ArchRule logs_go_to_the_logger = noClasses()
            .that(IN_SERVICE)
            .should(ACCESS_STANDARD_STREAMS)
            .because("what is not logged cannot be filtered, and nothing keeps a secret out of it");

    @ArchTest
    static final ArchRule collaborators_come_by_constructor = noFields()
            .that()
            .areDeclaredInClassesThat(IN_SERVICE)
            .should()
            .beAnnotatedWith("jakarta.inject.Inject")
            .because("what is made by its constructor is whole, and can be made in a test");

    @ArchTest
    static void nothing_is_mocked(JavaClasses unused) {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.mockito..", "io.quarkus.test.junit.mockito..", "org.easymock..", "io.mockk..")
                .because("a fake that implements the port can be wrong in fewer ways")
                .check(Modules.tests());
    }

    private static boolean saysWhoMayCall(JavaMethod endpoint) {
        return Stream.of(
                        "jakarta.annotation.security.RolesAllowed",
                        "jakarta.annotation.security.PermitAll",
                        "io.quarkus.security.Authenticated")
                .anyMatch(word ->
                        endpoint.isAnnotatedWith(word) || endpoint.getOwner().isAnnotatedWith(word));
    }

    private static boolean readsTheMachinesClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        return switch (access.getName()) {
            case "now" ->
                owner.startsWith("java.time.")
                        && access.getTarget() instanceof CodeUnitAccessTarget now
                        && now.getRawParameterTypes().stream().noneMatch(given -> given.isEquivalentTo(Clock.class));
            case "systemUTC", "systemDefaultZone", "system", "tickSeconds", "tickMinutes", "tickMillis" ->
                owner.equals("java.time.Clock");
            case "currentTimeMillis" -> owner.equals("java.lang.System");
            case "<init>" ->
                owner.equals("java.util.Date")
                        && access.getTarget() instanceof CodeUnitAccessTarget date
                        && date.getRawParameterTypes().isEmpty();
            default -> false;
        };
    }
}
