package io.aegis.orchestrator;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotCaret;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.Json;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Step;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnId;
import io.aegis.contracts.TurnReport;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first screen in a real browser, where there is one. With -Dpictures it leaves pictures in target/screenshots, for
 * people: a browser on a busy machine now and then refuses to take one, and no assertion needs them.
 */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(OnboardingStandIn.class)
@QuarkusTestResource(NeighboursStandIn.class)
class BrowserTest {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final Step LOOKED = new Step(Step.Kind.LOOKED_AT, "your account", null);
    private static final Step ISSUED = new Step(Step.Kind.DID, "Issue a test key", null);

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    private final List<String> complaints = new ArrayList<>();

    @Test
    void a_persona_talks_to_aegis_and_sees_everything_without_a_reload(@TempDir Path profile) {
        Optional<Path> chromium = chromium();
        Assumptions.assumeTrue(
                chromium.isPresent(), "no Chromium on this machine: put one on the PATH or into CHROMIUM");
        try (Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                BrowserContext context = playwright
                        .chromium()
                        .launchPersistentContext(
                                profile,
                                new BrowserType.LaunchPersistentContextOptions()
                                        .setExecutablePath(chromium.get())
                                        .setHeadless(true)
                                        .setViewportSize(1360, 860)
                                        .setArgs(List.of(
                                                "--no-sandbox",
                                                "--disable-gpu",
                                                "--disable-quic",
                                                "--no-first-run",
                                                "--disable-background-networking",
                                                "--disable-component-update",
                                                "--disable-sync")))) {
            Page page = context.pages().getFirst();
            page.onConsoleMessage(message -> {
                if (message.type().equals("error")) {
                    complaints.add(message.text() + " at " + page.url() + " " + message.location());
                }
            });
            page.onPageError(complaints::add);

            String conversation = talk(page);
            judge(page);
            beIntervened(page);
            cancel(page);
            askForPerson(page, conversation);
            decide(page);
            takeOver(page, conversation);

            assertThat(conversation).startsWith("c-");
            assertThat(complaints).isEmpty();
        }
    }

    private String talk(Page page) {
        page.navigate("http://localhost:" + port + "/login");
        picture(page, "login");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Trial"))
                .click();
        assertThat(page.locator(".card")).containsText("Ada & Sons <Ltd>");
        picture(page, "new");
        page.getByLabel("Your message").fill("I'm a new customer, help me get started with Chargebee");
        page.getByLabel("Your message").press("Enter");
        page.waitForURL("**/conversations/c-*");
        assertThat(page.locator(".said")).containsText("help me get started");
        assertThat(page.locator(".working")).isVisible();
        String conversation = page.url().replaceAll(".*/", "");
        page.evaluate("window.sameDocument = true");

        reply(turn(page, 0), conversation, List.of(LOOKED), null, true);
        assertThat(page.locator(".progress li.looked_at")).containsText("your account");
        reply(turn(page, 0), conversation, List.of(LOOKED, ISSUED), """
                Welcome! Your trial runs for **14 days**. This is your first call:

                ```python
                import chargebee
                chargebee.configure(api_key="{{key:key-9}}", site="demo-trial-test")
                print(chargebee.Customer.list({"limit": 1}))
                ```

                | What | Where |
                |---|---|
                | Sandbox | `demo-trial.sandbox` |
                | Mail | sent |
                """, true);
        assertThat(page.locator(".reply strong")).hasText("14 days");
        assertThat(page.locator(".progress li.did")).containsText("Issue a test key");
        assertThat(page.locator(".working")).hasCount(0);

        page.getByLabel("Your message").fill("give me 25 % off");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Send").setExact(true))
                .click();
        assertThat(page.locator(".said")).hasCount(2);
        assertThat(page.getByLabel("Your message")).hasValue("");
        TurnId second = turn(page, 1);
        Step waiting = new Step(Step.Kind.WAITING, "Give 25 % off for 3 months", null);
        reply(
                second,
                conversation,
                List.of(LOOKED, waiting),
                "A colleague has to approve that. I'll tell you here.",
                false);
        assertThat(page.locator(".pending")).isVisible();
        assertThat(page.locator(".list a[aria-current]")).containsText("I'm a new customer");
        picture(page, "waiting");
        reply(
                second,
                conversation,
                List.of(LOOKED, new Step(Step.Kind.DID, "Give 25 % off for 3 months", null)),
                "You have 25 % off for 3 months.",
                true);
        assertThat(page.locator(".reply").last()).containsText("You have 25 % off");
        assertThat(page.locator(".pending")).hasCount(0);
        assertThat((Boolean) page.evaluate("window.sameDocument")).isTrue();
        return conversation;
    }

    /** The row of buttons belongs below the last reply of its turn. */
    private void judge(Page page) {
        Locator feet = page.locator("#log > :last-child");
        assertThat(feet).hasClass("foot");
        feet.getByLabel("Helpful", new Locator.GetByLabelOptions().setExact(true))
                .click();
        assertThat(page.locator(".judged")).containsText("Helpful");
        page.locator(".foot").first().getByLabel("Not helpful").click();
        picture(page, "thumbs");
        page.getByLabel("What was wrong?").fill("the snippet does not run");
        page.locator(".foot").first().getByText("Send").click();
        assertThat(page.locator(".judged").first()).containsText("Not helpful: the snippet does not run");
    }

    private void beIntervened(Page page) {
        Kafka.send(
                Topics.INTERVENTIONS,
                new InterventionRaised(
                        new InterventionId("i-browser"),
                        new CustomerId("demo-trial"),
                        "check-in",
                        "Your key is a day old and there was no API call yet. Shall I help?",
                        null,
                        List.of(),
                        Instant.now()));
        assertThat(page.locator(".intervened")).containsText("no API call yet");
        assertThat((Boolean) page.evaluate("window.sameDocument")).isTrue();
        picture(page, "chat");
        page.setViewportSize(390, 844);
        picture(page, "chat-narrow");
        page.setViewportSize(1360, 860);
    }

    private void cancel(Page page) {
        page.getByLabel("Your message").fill("I need a production key");
        page.getByLabel("Your message").press("Enter");
        assertThat(page.locator(".working .cancel")).isVisible();
        page.getByLabel("Your message").fill("the one for the shop in Graz");
        page.getByLabel("Your message").press("Enter");
        assertThat(page.locator(".cancel")).hasCount(2);
        picture(page, "working");
        page.locator(".cancel").last().click();
        page.locator(".cancel").first().click();
        assertThat(page.locator(".stopped")).hasCount(2);
        assertThat(page.locator(".stopped").last()).containsText("Cancelled by you");
        assertThat(page.locator(".cancel")).hasCount(0);
    }

    private void askForPerson(Page page, String conversation) {
        page.getByLabel("Your message").fill("I want to talk to a human");
        page.getByLabel("Your message").press("Enter");
        assertThat(page.locator(".working")).isVisible();
        reply(turn(page, 4), conversation, List.of(LOOKED), "I have asked for a person.", true);
        assertThat(page.locator(".reply").last()).containsText("I have asked for a person.");
        picture(page, "asked-for-person");
    }

    private void takeOver(Page page, String conversation) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Waiting for a person"))
                .click();
        Locator waiting = page.locator("a.waits[href='/conversations/" + conversation + "']");
        assertThat(waiting).containsText("asked for");
        picture(page, "handoffs");
        waiting.click();
        assertThat(page.locator("#handoff")).containsText("Waits for a person");
        picture(page, "awaited");
        page.getByText("Take over").click();
        assertThat(page.locator("#handoff")).containsText("You have this conversation");
        // Words to the customer, not to Aegis: the page has been loaded anew, and what is typed from now on stays.
        Locator inPerson = page.getByPlaceholder("Write to the customer in person");
        inPerson.fill("Hello, this is Ada. What can I do for you?");
        inPerson.press("Enter");
        assertThat(page.locator(".reply.person")).containsText("this is Ada");
        picture(page, "taken");
        page.getByPlaceholder("Agreed on a call on Monday; do not offer discounts")
                .fill("They wanted to hear a voice.");
        page.getByText("Give back").click();
        assertThat(page.locator(".passed").last()).containsText("They wanted to hear a voice.");
        picture(page, "given-back");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Trial"))
                .click();
        assertThat(page.locator(".passed").last()).containsText("Aegis has this conversation again.");
        picture(page, "after-person");
    }

    private void decide(Page page) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Approver"))
                .click();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Approvals"))
                .click();
        Locator taken = page.locator("[id='held-" + NeighboursStandIn.TAKEN + "']");
        taken.getByLabel("Reason").fill("too much");
        taken.getByLabel("percent").fill("20");
        taken.getByLabel("Comment").fill("I look at it.");
        page.waitForResponse(
                response -> response.url().endsWith("/comments"),
                () -> taken.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Say"))
                        .click());
        assertThat(page.locator(".notice")).containsText("Noted");
        taken.getByText("What was done and said").click();
        assertThat(taken.locator(".events")).containsText("I look at it.");
        picture(page, "approvals");
        taken.getByText("Reject").click();
        assertThat(page.locator(".notice")).hasText("Not rejected. Already decided. It was released by bo.");
        assertThat(taken.getByLabel("Reason")).hasValue("too much");
        assertThat(taken.getByLabel("percent")).hasValue("20");
        picture(page, "approvals-refused");
        page.navigate("http://localhost:" + port + "/customers/demo-trial");
        assertThat(page.locator(".banner")).containsText("Keys are hidden");
        assertThat(page.locator(".raised")).containsText("check-in");
        picture(page, "staff");
        page.navigate("http://localhost:" + port + "/customers");
        picture(page, "desk");
    }

    private static TurnId turn(Page page, int index) {
        return new TurnId(
                page.locator(".progress").nth(index).getAttribute("id").substring("progress-".length()));
    }

    /** @param text absent for progress without a reply */
    private static void reply(TurnId turn, String conversation, List<Step> steps, String text, boolean finished) {
        ConversationId id = new ConversationId(conversation);
        CustomerId customer = new CustomerId("demo-trial");
        Kafka.send(
                Topics.REPLIES,
                text == null
                        ? new TurnReport.Progressed(turn, id, customer, steps)
                        : new TurnReport.Answered(
                                turn,
                                id,
                                customer,
                                text,
                                steps,
                                List.of(new Offer("o-1", "Show me more", "key.issue", Json.object())),
                                finished,
                                List.of()));
    }

    /** With the caret as it is: hiding it leaves a style behind, which the content security policy then complains of. */
    private static void picture(Page page, String name) {
        if (System.getProperty("pictures") == null) {
            return;
        }
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            page.screenshot(new Page.ScreenshotOptions()
                    .setCaret(ScreenshotCaret.INITIAL)
                    .setPath(PICTURES.resolve(name + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png")));
        }
    }

    private static Optional<Path> chromium() {
        String named = System.getenv("CHROMIUM");
        return Stream.concat(
                        Stream.ofNullable(named).map(Path::of),
                        Stream.of("chromium", "chromium-browser", "google-chrome")
                                .flatMap(name -> Arrays.stream(
                                                System.getenv("PATH").split(File.pathSeparator))
                                        .map(folder -> Path.of(folder, name))))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
