package io.github.parallelpools.sample.dashboard;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.sample.FreePort;
import io.github.parallelpools.sample.SampleApplication;
import io.github.parallelpools.sample.browser.Browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The dashboard where nobody may operate, and where the application goes and comes. */
@Timeout(300)
class DashboardAccessTests {

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

	private static ConfigurableApplicationContext start(int port, String... properties) {
		SpringApplication application = new SpringApplication(SampleApplication.class);
		String[] all = new String[properties.length + 2];
		System.arraycopy(properties, 0, all, 2, properties.length);
		all[0] = "--server.port=" + port;
		all[1] = "--sample.tour.enabled=false";
		return application.run(all);
	}

	private static int port(ConfigurableApplicationContext context) {
		return ((WebServerApplicationContext) context).getWebServer().getPort();
	}

	private static void look(int port, String hash) {
		browser.open("http://localhost:" + port + "/actuator/parallelpoolsui" + hash);
	}

	@Test
	void whoMayOnlyReadSeesNoControlsAndWhatIsStaleIsShownSo() throws Exception {
		int port = FreePort.find();
		try (ConfigurableApplicationContext context = start(port,
				"--management.endpoint.parallelpools.access=read-only")) {
			ParallelPool checksums = context.getBean("checksums", ParallelPool.class);
			checksums.resize(1, 4);
			await().until(() -> !checksums.workers().isEmpty());
			String worker = checksums.workers().get(0).id();
			look(port, "#/pool/checksums");
			browser.awaitText("#live", "Live");
			browser.awaitText("#access", "Read-only");
			browser.press("Stacks of " + worker);
			browser.awaitText("#stacks-text", worker);
			browser.press("Close");
			for (String control : new String[] { "Pause", "Stop", "Force stop", "Resize", "Kill " + worker }) {
				assertThat(browser.hasButton(control)).as(control).isFalse();
			}
			assertThat(browser.has("main form")).isFalse();
			browser.picture("read-only");
		}
		browser.awaitText("#stale", "The application does not answer. What is shown is from ");
		browser.awaitText("#live", "Not connected");
		browser.awaitText("h1", "checksums");
		assertThat(browser.run("return document.querySelectorAll('main button:enabled').length")).isEqualTo(0L);
		assertThat(browser.run("return getComputedStyle(document.querySelector('main')).filter"))
			.isEqualTo("grayscale(1)");
		assertThat(browser.accessibilityProblems("html").toString()).isEqualTo("[]");
		browser.picture("stale");
		try (ConfigurableApplicationContext context = start(port)) {
			browser.awaitText("#live", "Live");
			await().until(() -> !browser.has("body.stale"));
			assertThat(browser.text("#stale")).isEmpty();
			// Whoever could only read may operate the new one.
			await().until(() -> browser.hasButton("Pause"));
			assertThat(browser.text("#access")).isEmpty();
		}
	}

	@Test
	void whoIsRefusedIsToldAndSeesNoControlsAnyMore() {
		try (ConfigurableApplicationContext context = start(0, "--spring.profiles.active=gate")) {
			look(port(context), "#/pool/checksums");
			browser.pressAndConfirm("Pause");
			browser.awaitText("#notice.bad", "Pause pool checksums: You may not do this.");
			browser.awaitText("#access", "Read-only");
			await().until(() -> !browser.hasButton("Pause"));
			assertThat(context.getBean("checksums", ParallelPool.class).state()).isEqualTo(PoolState.RUNNING);
		}
	}

}
