package io.github.parallelpools.sample.browser;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A headless Chromium, seen as people see it: by the names of buttons and the texts of
 * the page. Knows nothing of pools.
 * <p>
 * Where there is none the tests are skipped, unless {@code -Dbrowser.required=true}; its
 * paths are {@code -Dbrowser.binary} and {@code -Dbrowser.driver}.
 */
public final class Browser implements AutoCloseable {

	private static final Path BINARY = Path.of(System.getProperty("browser.binary", "/usr/bin/chromium"));

	private static final Path DRIVER = Path.of(System.getProperty("browser.driver", "/usr/bin/chromedriver"));

	/** A busy machine may take long to start a browser, or to look at all of a page. */
	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final String BUTTON = """
			([...document.querySelectorAll('button')].find((one) => one.checkVisibility() && !one.disabled
			  && one.getAttribute('aria-disabled') !== 'true'
			  && (one.getAttribute('aria-label') ?? one.innerText) === arguments[0]) ?? null)""";

	private final Path profile;

	private final ChromeDriver driver;

	/** The script that changes the clock. */
	private Map<String, Object> clock = Map.of();

	private Browser(Path profile) {
		this.profile = profile;
		ChromeOptions options = new ChromeOptions();
		options.setBinary(BINARY.toFile());
		options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--disable-dev-shm-usage", "--user-data-dir=" + profile);
		ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile())
			.usingAnyFreePort()
			.withLogFile(new File("/dev/null"))
			.withTimeout(PATIENCE)
			.build();
		this.driver = new ChromeDriver(service, options);
		resize(1280, 1000);
	}

	public static Browser open() throws IOException {
		if (!Files.isExecutable(BINARY) || !Files.isExecutable(DRIVER)) {
			String missing = "There is no browser at %s with a driver at %s. Install Debian's packages chromium and chromium-driver, or set -Dbrowser.binary and -Dbrowser.driver."
				.formatted(BINARY, DRIVER);
			assertThat(Boolean.getBoolean("browser.required")).as(missing).isFalse();
			Assumptions.abort(missing);
		}
		return new Browser(Files.createTempDirectory("browser"));
	}

	/** Opens a page as if for the first time. */
	public void open(String address) {
		this.driver.get("about:blank");
		this.driver.get(address);
	}

	/** Changes the size of the page itself. */
	public void resize(int width, int height) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
	}

	public void prefer(String colorScheme) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme))));
	}

	/** Has the clock of pages that are opened from now on differ from the machine's. */
	public void putClockAhead(Duration time) {
		if (!this.clock.isEmpty()) {
			this.driver.executeCdpCommand("Page.removeScriptToEvaluateOnNewDocument", this.clock);
		}
		String script = "{ const real = Date.now; Date.now = () => real() + (%s); }".formatted(time.toMillis());
		this.clock = this.driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
	}

	public Object run(String script, Object... arguments) {
		return ((JavascriptExecutor) this.driver).executeScript(script, arguments);
	}

	/** The text of the first such element that is seen, empty if there is none. */
	public String text(String selector) {
		return String.valueOf(run("""
				const seen = [...document.querySelectorAll(arguments[0])].find((one) => one.checkVisibility());
				return seen ? seen.innerText : ''""", selector));
	}

	public void awaitText(String selector, String... parts) {
		await().untilAsserted(() -> assertThat(text(selector)).contains(parts));
	}

	public boolean has(String selector) {
		return Boolean.TRUE.equals(run("return document.querySelector(arguments[0]) !== null", selector));
	}

	/** Whether a button of that name is seen and can be pressed. */
	public boolean hasButton(String name) {
		return Boolean.TRUE.equals(run("return (%s) !== null".formatted(BUTTON), name));
	}

	/**
	 * Presses a button as soon as it is there. It is found and pressed in one step, as
	 * the page may change at any moment.
	 */
	public void press(String name) {
		await().until(() -> Boolean.TRUE.equals(run("""
				const found = %s;
				found?.click();
				return found !== null""".formatted(BUTTON), name)));
	}

	/** Presses a button and agrees to what it is about to do. */
	public void pressAndConfirm(String name, String... words) {
		press(name);
		for (String one : words) {
			assertThat(text("#confirm")).contains(one);
		}
		run("document.querySelector('#confirm [value=yes]').click()");
		await().until(() -> !has("#confirm[open]"));
	}

	public void type(String selector, String text) {
		WebElement field = this.driver.findElement(By.cssSelector(selector));
		field.clear();
		field.sendKeys(text);
	}

	/** Presses keys on whatever has the focus. */
	public void keys(CharSequence... keys) {
		this.driver.switchTo().activeElement().sendKeys(keys);
	}

	/** Presses the tabulator until something of that name has the focus. */
	public void tabTo(String name) {
		for (int presses = 0; presses < 50; presses++) {
			if (name.equals(focused())) {
				return;
			}
			keys(Keys.TAB);
		}
		assertThat(focused()).as("what the tabulator leads to").isEqualTo(name);
	}

	public String focused() {
		return String.valueOf(
				run("return document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText"));
	}

	/** What axe-core finds in a part of the page: nothing, or what is wrong where. */
	public Object accessibilityProblems(String selector) {
		if (run("return window.axe === undefined").equals(true)) {
			run(axe());
		}
		this.driver.manage().timeouts().scriptTimeout(PATIENCE);
		return this.driver.executeAsyncScript("""
				const done = arguments[arguments.length - 1];
				axe.run(arguments[0]).then((found) => done(found.violations.flatMap((one) => one.nodes.map((node) =>
				  one.id + ': ' + node.html + ' ' + node.failureSummary))), (error) => done(['failed: ' + error]))""",
				selector);
	}

	private static String axe() {
		try (InputStream in = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Keeps a picture for people to look at. */
	public void picture(String name) throws IOException {
		Path directory = Files.createDirectories(Path.of("target", "pictures"));
		Files.write(directory.resolve(name + ".png"), this.driver.getScreenshotAs(OutputType.BYTES));
	}

	@Override
	public void close() throws IOException {
		this.driver.quit();
		// Its processes may still write what they have in mind.
		await().ignoreExceptionsInstanceOf(IOException.class).until(() -> {
			FileSystemUtils.deleteRecursively(this.profile);
			return Files.notExists(this.profile);
		});
	}

}
