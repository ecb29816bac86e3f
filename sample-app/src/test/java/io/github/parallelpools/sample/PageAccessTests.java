package io.github.parallelpools.sample;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.sample.browser.Browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample's own page where nobody may operate pools, and where the application goes.
 */
@Timeout(300)
class PageAccessTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static Browser browser;

	@BeforeAll
	static void openBrowser() throws Exception {
		browser = Browser.open();
	}

	@AfterAll
	static void closeBrowser() throws Exception {
		if (browser != null) {
			browser.close();
		}
	}

	private static ConfigurableApplicationContext start(int port, String property) {
		return new SpringApplication(SampleApplication.class).run("--server.port=" + port,
				"--sample.tour.enabled=false", property);
	}

	private static void look(ConfigurableApplicationContext context) {
		int port = ((WebServerApplicationContext) context).getWebServer().getPort();
		browser.open("http://localhost:" + port + "/");
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(browser.text("#live")).isEqualTo("live"));
	}

	private static void awaitText(String selector, String... parts) {
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(browser.text(selector)).contains(parts));
	}

	@Test
	void whoMayOnlyReadIsToldSoAndHasNoButtonsUntilThatIsOver() throws Exception {
		int port = FreePort.find();
		try (ConfigurableApplicationContext context = start(port,
				"--management.endpoint.parallelpools.access=read-only")) {
			look(context);
			context.getBean("regex", ParallelPool.class).stop(PATIENCE);
			awaitText("[aria-label='Pool regex']", "STOPPED", "It takes no tasks until it is started.");
			awaitText("#access", "can only be read here", "management.endpoint.parallelpools.access");
			assertThat(browser.hasButton("Start pool regex")).isFalse();
			assertThat(browser.hasButton("Pause pool batches")).isFalse();
			assertThat(browser.accessibilityProblems("html").toString()).isEqualTo("[]");
		}
		awaitText("#live", "not live: The application can't be reached.");
		assertThat(browser.has("#pools.stale")).isTrue();
		try (ConfigurableApplicationContext context = start(port, "--spring.main.banner-mode=off")) {
			await().atMost(PATIENCE).until(() -> browser.hasButton("Pause pool regex"));
			assertThat(browser.text("#live")).isEqualTo("live");
			assertThat(browser.text("#access")).isEmpty();
			assertThat(browser.has("#pools.stale")).isFalse();
		}
	}

	@Test
	void whoIsRefusedIsToldAndTheFocusGoesToTheReason() {
		try (ConfigurableApplicationContext context = start(0, "--spring.profiles.active=gate")) {
			look(context);
			browser.tabTo("Pause pool checksums");
			browser.keys(Keys.ENTER);
			awaitText("#pool-error", "Can't pause pool checksums: You may not do this.");
			awaitText("#access", "You may look at the pools, but not operate them.");
			assertThat(browser.hasButton("Pause pool checksums")).isFalse();
			assertThat(browser.run("return document.activeElement.id")).isEqualTo("access");
			assertThat(context.getBean("checksums", ParallelPool.class).state()).isEqualTo(PoolState.RUNNING);
		}
	}

}
