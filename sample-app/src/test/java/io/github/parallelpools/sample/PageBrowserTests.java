package io.github.parallelpools.sample;

import java.time.Duration;
import java.util.Map;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.sample.browser.Browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The sample's own page in a real browser. */
@SampleTest
@Timeout(300)
class PageBrowserTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static Browser browser;

	@LocalServerPort
	private int port;

	@Autowired
	private Map<String, ParallelPool> pools;

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

	@BeforeEach
	void look() {
		browser.resize(1280, 1000);
		browser.prefer("light");
		look("/");
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(browser.text("#live")).isEqualTo("live"));
	}

	@AfterEach
	void reset() {
		this.pools.values().forEach((pool) -> pool.reset("a test"));
	}

	private void look(String path) {
		browser.open("http://localhost:" + this.port + path);
	}

	private ParallelPool pool(String name) {
		return this.pools.get(name);
	}

	private void limit(String pool, Duration overtime) {
		pool(pool).change(Map.of(PoolSetting.WORKER_OVERTIME, overtime), "a test");
	}

	private static void awaitText(String selector, String... parts) {
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(browser.text(selector)).contains(parts));
	}

	private static String active() {
		return String.valueOf(browser.run("return document.activeElement.id"));
	}

	/** Returns when the page has asked for the pools again, twice. */
	private static void awaitRefreshes() {
		browser.run("performance.clearResourceTimings()");
		await().atMost(PATIENCE).until(() -> browser.run("""
				return performance.getEntriesByType('resource')
				  .filter((one) => one.name.endsWith('actuator/parallelpools')).length >= 2""").equals(true));
	}

	@Test
	void whatIsFoundIsMarked() {
		browser.type("#pattern", "b+");
		browser.type("#text", "abbbc <b>abb</b>");
		browser.press("Search");
		awaitText("#regex-result", "4 matches in ", "by process ", "abbbc <b>abb</b>");
		assertThat(browser.run("return [...document.querySelectorAll('mark')].map((one) => one.textContent).join()"))
			.isEqualTo("bbb,b,bb,b");
	}

	@Test
	void anOvertimeIsToldInWordsAndItsDetailsAreFolded() {
		limit("regex", Duration.ofMillis(900));
		browser.press("Fill in a hostile pattern");
		awaitText("#regex-result", "A hostile pattern and its text are filled in.");
		browser.press("Search");
		awaitText("#regex-error", "Killed after ", "; its process ended.");
		assertThat(browser.text("#regex-error p")).matches("Killed after [0-9.]+ s; its process ended\\.");
		assertThat(browser.text("#regex-error")).doesNotContain("21005", "422", "worker-overtime");
		browser.run("document.querySelector('#regex-error summary').click()");
		awaitText("#regex-error", "422 It ran for too long", "Code 21005", "ran for longer than 900 ms",
				"Raise 'worker-overtime' if it needs the time.");
		assertThat(browser.text("#regex-result")).isEmpty();
		browser.run("document.querySelector('#regex-error a').click()");
		awaitText("h1", "What becomes of a task instead of a result");
		assertThat(browser.run("return document.querySelector(':target').textContent"))
			.isEqualTo("It ran for too long");
	}

	@Test
	void manyOvertimesAreToldInWordsToo() {
		limit("batches", Duration.ofMillis(300));
		browser.type("#count", "3");
		browser.press("Send hostile patterns");
		awaitText("#regex-result", "3 hostile patterns were answered in ", "× Killed after ", "; its process ended.");
		assertThat(browser.text("#regex-result")).doesNotContain("21005", "422");
		browser.run("document.querySelector('#regex-result summary').click()");
		awaitText("#regex-result details", "3 × 422 · It ran for too long · 21005");
	}

	@Test
	void theEndOfAProcessIsToldInWords() {
		browser.press("Send a decompression bomb");
		awaitText("#thumbnail-error", "Its process died after ", "; another one takes its place.");
		assertThat(browser.text("#thumbnail-error")).doesNotContain("31399");
		browser.run("document.querySelector('#thumbnail-error summary').click()");
		awaitText("#thumbnail-error", "422 Its process died", "Code 31399");
	}

	@Test
	void whatIsOfNoUseIsToldInWords() {
		browser.type("#pattern", "(a");
		browser.press("Search");
		awaitText("#regex-error", "Unclosed group");
		browser.press("Make thumbnail");
		awaitText("#thumbnail-error", "Choose an image file first.");
		assertThat(browser.has("#thumbnail-error details")).isFalse();
	}

	@Test
	void filesHaveTheirChecksums() {
		browser.press("Start");
		awaitText("#checksum-result", "Done.", " files, ");
		assertThat(browser.run("return document.querySelectorAll('#checksum-rows tr').length")).isNotEqualTo(0L);
	}

	@Test
	void aStoppedPoolIsToldOfAndStarted() throws Exception {
		pool("regex").stop(PATIENCE);
		awaitText("[aria-label='Pool regex']", "STOPPED", "It takes no tasks until it is started.");
		browser.press("Search");
		awaitText("#regex-error", "The pool is full or does not run, so it did not take this. Try again soon.");
		browser.press("Start pool regex");
		await().atMost(PATIENCE).until(() -> pool("regex").state() == PoolState.RUNNING);
		awaitText("#pool-told", "Pool regex is started.");
		awaitText("[aria-label='Pool regex']", "RUNNING");
		browser.press("Search");
		awaitText("#regex-result", "matches in ");
		assertThat(browser.text("#regex-error")).isEmpty();
	}

	@Test
	void theFocusStaysOnTheButtonOfAPool() throws Exception {
		browser.tabTo("Pause pool batches");
		browser.keys(Keys.ENTER);
		awaitText("[aria-label='Pool batches']", "PAUSED", "runs none until it is resumed");
		assertThat(browser.focused()).isEqualTo("Resume pool batches");
		await().atMost(PATIENCE).until(() -> browser.hasButton("Resume pool batches"));
		browser.keys(Keys.ENTER);
		awaitText("[aria-label='Pool batches']", "RUNNING");
		assertThat(browser.focused()).isEqualTo("Pause pool batches");
		pool("batches").stop(PATIENCE);
		await().atMost(PATIENCE).until(() -> browser.hasButton("Start pool batches"));
		assertThat(browser.focused()).isEqualTo("Start pool batches");
		browser.keys(Keys.ENTER);
		await().atMost(PATIENCE).until(() -> pool("batches").state() == PoolState.RUNNING);
		await().atMost(PATIENCE).until(() -> browser.hasButton("Pause pool batches"));
		assertThat(browser.focused()).isEqualTo("Pause pool batches");
	}

	@Test
	void theFocusStaysWhileThePageRefreshesItself() {
		browser.run("document.getElementById('pattern').focus()");
		browser.run("document.getElementById('pattern').setSelectionRange(2, 5)");
		pool("checksums").resize(0, 3);
		awaitRefreshes();
		awaitText("[aria-label='Pool checksums']", "of 3 workers");
		assertThat(active()).isEqualTo("pattern");
		assertThat(
				browser.run("return document.activeElement.selectionStart + '-' + document.activeElement.selectionEnd"))
			.isEqualTo("2-5");
		pool("checksums").resize(0, 4);
	}

	@Test
	void theFocusAndUnfoldedDetailsStayAfterAnAction() {
		browser.run("document.getElementById('pattern').focus()");
		browser.type("#pattern", "(a");
		browser.keys(Keys.ENTER);
		awaitText("#regex-error", "Unclosed group");
		assertThat(active()).isEqualTo("pattern");
		browser.tabTo("Search");
		browser.keys(Keys.ENTER);
		awaitText("#regex-error", "Unclosed group");
		awaitRefreshes();
		assertThat(active()).isEqualTo("search");
		browser.tabTo("Details");
		browser.keys(Keys.ENTER);
		awaitText("#regex-error", "Code 21399");
		awaitRefreshes();
		assertThat(browser.focused()).isEqualTo("Details");
		assertThat(browser.has("#regex-error details[open]")).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "light, 1280", "dark, 1280", "light, 360", "dark, 360", "light, 320" })
	void thePageIsAccessibleAndFits(String scheme, int width) throws Exception {
		limit("batches", Duration.ofMillis(300));
		browser.prefer(scheme);
		browser.resize(width, 900);
		pool("checksums").pause();
		awaitText("[aria-label='Pool checksums']", "PAUSED");
		browser.press("Resume pool checksums");
		awaitText("[aria-label='Pool checksums']", "RUNNING");
		browser.press("Start");
		awaitText("#checksum-result", "Done.");
		browser.press("Send a decompression bomb");
		awaitText("#thumbnail-error", "Its process died after ");
		browser.type("#count", "3");
		browser.press("Send hostile patterns");
		awaitText("#regex-result", "× Killed after ");
		browser.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
		assertGood("page-" + scheme + "-" + width + "-failed");
		browser.type("#pattern", "(" + "a".repeat(200));
		browser.press("Search");
		awaitText("#regex-error", "Unclosed group");
		browser.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
		assertGood("page-" + scheme + "-" + width + "-refused");
		browser.type("#pattern", "a+");
		browser.type("#text", "a".repeat(300) + " b");
		browser.press("Search");
		awaitText("#regex-result", "1 match in ");
		assertGood("page-" + scheme + "-" + width + "-found");
		look("/problems.html");
		awaitText("h1", "What becomes of a task");
		assertGood("page-" + scheme + "-" + width + "-problems");
	}

	private static void assertGood(String picture) throws Exception {
		browser.run("document.getElementById('regex-form')?.scrollIntoView()");
		browser.picture(picture);
		assertThat(browser.accessibilityProblems("html")).asInstanceOf(InstanceOfAssertFactories.LIST).isEmpty();
		assertThat(browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
			.as("how much too wide it is")
			.isEqualTo(0L);
		assertThat(browser.run("""
				return [...document.querySelectorAll('body *')].filter((one) => one.checkVisibility()
				  && !one.closest('.scroll table') && one.getBoundingClientRect().right > innerWidth + 0.5)
				  .map((one) => one.outerHTML.slice(0, 100)).join()""")).as("what leaves the page").isEqualTo("");
	}

}
