package io.github.parallelpools.sample.dashboard;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.sample.SampleTest;
import io.github.parallelpools.sample.browser.Browser;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.task.MayRepeat;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.WorkerDiedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/** Pools are looked at and operated with the dashboard in a real browser. */
@SampleTest
@TestPropertySource(
		properties = { "parallel.pools.batches.slow-after=500ms", "parallel.pools.checksums.shadow.share=100%" })
@Timeout(300)
class DashboardTests {

	@TempDir
	private static Path directory;

	private static Browser browser;

	@LocalServerPort
	private int port;

	@Autowired
	private Map<String, ParallelPool> pools;

	@Autowired
	private Parallel parallel;

	@DynamicPropertySource
	static void files(DynamicPropertyRegistry properties) {
		properties.add("parallel.pools.thumbnails.replay.directory", () -> directory.resolve("letters"));
	}

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
	void usual() {
		browser.resize(1280, 1000);
		browser.prefer("light");
		browser.putClockAhead(Duration.ZERO);
	}

	private void look(String hash) {
		browser.open("http://localhost:" + this.port + "/actuator/parallelpoolsui" + hash);
		browser.awaitText("#live", "Live");
	}

	private ParallelPool pool(String name) {
		return this.pools.get(name);
	}

	static int hangHere() {
		while (!Thread.interrupted()) {
			Thread.onSpinWait();
		}
		return 1;
	}

	/** Has what a task needs before it hangs. */
	static int warmUp() {
		return 1;
	}

	static int die() {
		Runtime.getRuntime().halt(7);
		return 1;
	}

	static String walk(TaskContext context) throws InterruptedException {
		context.progress(0.4, "<b>step</b> 4");
		while (true) {
			context.checkpoint();
			Thread.sleep(1);
		}
	}

	/** The worker that runs a task. */
	private static String worker(ParallelPool pool, TaskFuture<?> task) {
		return await()
			.until(() -> pool.workers()
				.stream()
				.filter((one) -> one.task() != null && one.task().id().equals(task.id()))
				.findFirst(), Optional::isPresent)
			.orElseThrow()
			.id();
	}

	/** A process on a loaded machine may not tell in time what it does: then again. */
	private static void awaitStacks(String worker, String part) {
		browser.press("Stacks of " + worker);
		awaitTold(part);
	}

	private static void awaitTold(String part) {
		await().until(() -> {
			boolean told = !"Asking".equals(browser.text("#stacks-told"));
			if (told && browser.text("#stacks-text").contains(part)) {
				return true;
			}
			if (told) {
				browser.press("Ask again");
			}
			return false;
		});
		browser.awaitText("#stacks-told", "At ");
	}

	@Test
	void allPoolsAreSeenAtAGlance() {
		look("");
		for (String name : this.pools.keySet()) {
			browser.awaitText("[data-pool-card=" + name + "]", name, "RUNNING", "Workers", "Queue", "Kills");
		}
		assertThat(browser.run("return [...document.querySelectorAll('[data-pool-card=regex] svg')]"
				+ ".map((one) => one.getAttribute('aria-label')).join()"))
			.asString()
			.contains("Queue: 0 now", "Busy: ", "Kills while the page is open");
		browser.run("document.querySelector('[data-pool-card=regex] a').click()");
		browser.awaitText("h1", "regex");
		await().until(() -> "regex".equals(browser.focused()));
		assertThat(browser.run("return document.title")).isEqualTo("regex, parallel pools");
	}

	@Test
	void aPoolIsPausedResumedStoppedAndStarted() {
		look("#/pool/batches");
		browser.pressAndConfirm("Pause", "Pause pool batches?", "Running tasks end");
		await().until(() -> pool("batches").state() == PoolState.PAUSED);
		browser.awaitText("#notice", "Done: Pause pool batches");
		browser.awaitText("main .state", "PAUSED");
		browser.pressAndConfirm("Resume");
		await().until(() -> pool("batches").state() == PoolState.RUNNING);
		browser.pressAndConfirm("Stop", "New tasks are refused");
		await().until(() -> pool("batches").state() == PoolState.STOPPED);
		browser.pressAndConfirm("Start");
		await().until(() -> pool("batches").state() == PoolState.RUNNING);
		browser.pressAndConfirm("Force stop", "by force");
		await().until(() -> pool("batches").state() == PoolState.STOPPED);
		browser.pressAndConfirm("Start");
		await().until(() -> pool("batches").state() == PoolState.RUNNING);
	}

	@Test
	void nothingIsDoneThatWasNotConfirmed() {
		look("#/pool/batches");
		browser.press("Pause");
		browser.run("document.querySelector('#confirm [value=no]').click()");
		browser.press("Pause");
		browser.keys(Keys.ESCAPE);
		await().until(() -> !browser.has("#confirm[open]"));
		assertThat(pool("batches").state()).isEqualTo(PoolState.RUNNING);
		assertThat(browser.text("#notice")).isEmpty();
	}

	@Test
	void aPoolIsOperatedWithTheKeyboardAlone() {
		look("#/pool/batches");
		await().until(() -> browser.hasButton("Pause"));
		browser.tabTo("Pause");
		browser.keys(Keys.ENTER);
		assertThat(browser.focused()).isEqualTo("Cancel");
		browser.keys(Keys.TAB);
		assertThat(browser.focused()).isEqualTo("Pause");
		browser.keys(Keys.ENTER);
		await().until(() -> pool("batches").state() == PoolState.PAUSED);
		browser.awaitText("main .state", "PAUSED");
		browser.tabTo("Resume");
		browser.keys(Keys.ENTER);
		browser.keys(Keys.TAB);
		browser.keys(Keys.ENTER);
		await().until(() -> pool("batches").state() == PoolState.RUNNING);
	}

	@Test
	void aPoolIsResizedAndWhatMakesNoSenseIsExplained() {
		look("#/pool/checksums");
		await().until(() -> browser.hasButton("Resize"));
		browser.type("[name=minSize]", "2");
		browser.type("[name=maxSize]", "3");
		browser.pressAndConfirm("Resize", "keeps 2 workers and has 3 at most");
		await().until(() -> pool("checksums").snapshot().size().max() == 3);
		assertThat(pool("checksums").snapshot().size().min()).isEqualTo(2);
		browser.type("[name=minSize]", "9");
		browser.pressAndConfirm("Resize");
		browser.awaitText("#notice.bad", "Resize pool checksums", "'checksums'", "9");
		pool("checksums").resize(0, 4);
	}

	@Test
	void aSettingIsChangedAndReset() {
		look("#/pool/checksums");
		await().until(() -> browser.hasButton("Change"));
		browser.run("document.querySelector('[name=setting]').value = 'soft-overtime'");
		browser.type("[name=value]", "soon");
		browser.pressAndConfirm("Change", "It becomes soon at once");
		browser.awaitText("#notice.bad", "'soft-overtime' can't be 'soon'");
		browser.type("[name=value]", "90ms");
		browser.pressAndConfirm("Change");
		await().until(() -> pool("checksums").settings().overtime().softLimit().toMillis() == 90);
		browser.awaitText("[data-key=changed]", "soft-overtime: 0ms");
		browser.awaitText("[data-key=events]", "settings changed", "soft-overtime: 90ms");
		browser.pressAndConfirm("Reset", "what is configured");
		await().until(() -> pool("checksums").settings().equals(pool("checksums").configured()));
	}

	@Test
	void allWorkersAreReplaced() {
		look("#/pool/checksums");
		browser.pressAndConfirm("Renew workers", "once another one is ready");
		browser.awaitText("#notice", "Done: Renew pool checksums");
	}

	@Test
	void aHungWorkerTellsWhereItHangsAndIsKilled() throws Exception {
		TaskFuture<Integer> task = pool("regex").submit(() -> hangHere());
		String worker = worker(pool("regex"), task);
		look("#/pool/regex");
		browser.awaitText("[data-key=" + worker + "]", worker, "busy", "process", "MB", "runs " + task.id());
		awaitStacks(worker, DashboardTests.class.getName() + ".hangHere(");
		browser.press("Ask again");
		awaitTold(DashboardTests.class.getName() + ".hangHere(");
		browser.press("Close");
		browser.pressAndConfirm("Kill " + worker, "Kill worker " + worker);
		assertThatException().isThrownBy(() -> task.get(60, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(WorkerDiedException.class);
		browser.awaitText("[data-key=events]", "worker killed", worker, "It is killed by hand");
		browser.awaitText("[data-key=" + worker + "].gone", "gone at");
		assertThat(browser.has("[data-key=" + worker + "] .track .mark.killed")).isTrue();
		assertThat(browser.has("[data-key=" + worker + "] .track .busy")).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { -10, 10 })
	void aKillIsSeenWhereItHappenedWhateverTheClockOfTheBrowserShows(int minutes) {
		browser.putClockAhead(Duration.ofMinutes(minutes));
		TaskFuture<Integer> task = pool("regex").submit(() -> hangHere());
		String worker = worker(pool("regex"), task);
		look("#/pool/regex");
		browser.pressAndConfirm("Kill " + worker, "Kill worker " + worker);
		browser.awaitText("[data-key=" + worker + "].gone", "gone at");
		// The end of a second tells what the application's clock shows.
		await().until(() -> browser.run("""
				const place = (one) => one.getBoundingClientRect();
				const track = document.querySelector(arguments[0]);
				const mark = place(track.querySelector('.mark.killed'));
				return place(track).left < mark.right && mark.left < place(track).right""",
				"[data-key=" + worker + "] .track"), Boolean.TRUE::equals);
	}

	@Test
	void whatCopiesOfTasksHaveShownIsSeen() {
		Thread captured = Thread.currentThread();
		assertThat(pool("checksums").submit((TaskCallable<String> & MayRepeat) captured::getName).join())
			.isEqualTo(captured.getName());
		look("#/pool/checksums");
		browser.awaitText("[data-key=shadow]", "100 % of the tasks are copied", "Sampled", "Not portable",
				"java.lang.Thread", "Slower by");
		browser.run("document.querySelector('[name=setting]').value = 'shadow.share'");
		browser.type("[name=value]", "0%");
		browser.pressAndConfirm("Change", "It becomes 0% at once");
		await().until(() -> this.parallel.shadow("checksums").orElseThrow().share() == 0);
	}

	@Test
	void whereTasksHangIsSeen() {
		ParallelPool batches = pool("batches");
		String here = DashboardTests.class.getName() + ".hangHere(DashboardTests.java:";
		// A process on a loaded machine may not tell in time where it hangs, and not hang
		// there yet if this was its first task.
		await().atMost(Duration.ofMinutes(2)).until(() -> {
			batches.submit(() -> warmUp()).join();
			long before = batches.hangs().slow();
			TaskFuture<Integer> task = batches.submit(() -> hangHere());
			await().until(() -> batches.hangs().slow() > before);
			task.cancel(true);
			return batches.hangs().places().stream().anyMatch((place) -> place.name().startsWith(here));
		});
		look("#/pool/batches");
		browser.awaitText("[data-key=radar]", here, "Slow");
		browser.awaitText("[data-key=events]", "hang found");
	}

	@Test
	void aDeadLetterIsSentAgainAndRemoved() {
		TaskFuture<Integer> dies = pool("thumbnails").submit(() -> die());
		await().until(() -> dies.isDone() && !pool("thumbnails").deadLetters().isEmpty());
		look("#/pool/thumbnails");
		browser.awaitText("[data-key=letters]", dies.id(), "1 worker killed", "exit code 7");
		browser.pressAndConfirm("Write " + dies.id(), "written to a file");
		browser.awaitText("[data-key=letters]", "Written to " + dies.id() + ".replay");
		assertThat(directory.resolve("letters")).isDirectoryContaining("glob:**" + dies.id() + ".replay");
		browser.pressAndConfirm("Resend " + dies.id());
		String second = await()
			.until(() -> pool("thumbnails").deadLetters(),
					(letters) -> letters.size() == 1 && !letters.get(0).id().equals(dies.id()))
			.get(0)
			.id();
		browser.pressAndConfirm("Remove " + second, "forgotten for good");
		await().until(() -> pool("thumbnails").deadLetters().isEmpty());
		await().until(() -> !browser.has("[data-key=letters]"));
	}

	@Test
	void aStandaloneTaskIsPausedResumedAndStopped() throws Exception {
		String id = "<img src=x onerror=hacked=1>";
		ParallelTask<Object, String> task = this.parallel.<Object, String>task((any, context) -> walk(context))
			.id(id)
			.build();
		task.start();
		look("");
		browser.awaitText("[data-key=tasks]", id, "RUNNING", "40 %, <b>step</b> 4");
		browser.pressAndConfirm("Pause " + id);
		await().until(task::isPaused);
		browser.pressAndConfirm("Resume " + id);
		await().until(() -> !task.isPaused());
		browser.pressAndConfirm("Stop " + id);
		task.join(Duration.ofSeconds(60));
		browser.awaitText("[data-key=tasks]", "None runs.");
		task.start();
		browser.pressAndConfirm("Force stop " + id, "by force");
		task.join(Duration.ofSeconds(60));
		assertThat(browser.run("return typeof hacked")).isEqualTo("undefined");
	}

	@Test
	void whatHappenedToStandaloneTasksAndWhereTheyHangIsSeen() throws Exception {
		ParallelTask<Object, Integer> task = this.parallel.<Object, Integer>task((any, context) -> hangHere())
			.id("<b>hung</b>")
			.slowAfter(Duration.ofMillis(500))
			.build();
		long before = this.parallel.taskHangs().slow();
		task.start();
		try {
			await().until(() -> this.parallel.taskHangs().slow() > before);
			look("");
			browser.awaitText("[data-key=task-radar]", "Where standalone tasks hang",
					DashboardTests.class.getName() + ".hangHere(DashboardTests.java:", "Slow");
			browser.awaitText("[data-key=task-events]", "Events of standalone tasks", "hang found", "<b>hung</b>");
			problems("main", "light-1280-tasks");
			browser.resize(360, 900);
			browser.prefer("dark");
			problems("main", "dark-360-tasks");
		}
		finally {
			task.forceStop();
			task.join();
		}
	}

	@Test
	void whoHasALockAndWhoWaitsForItIsSeen() throws Exception {
		SharedLock lock = this.parallel.lock("<i>ledger</i>");
		lock.lock();
		TaskFuture<Integer> waits = pool("checksums").submit(() -> {
			lock.lock();
			lock.unlock();
			return 1;
		});
		look("");
		browser.awaitText("[data-key=locks]", "<i>ledger</i>", "application, thread", "checksums-",
				"task " + waits.id());
		assertThat(browser.has("[data-key=deadlocks]")).isFalse();
		lock.unlock();
		assertThat(waits.get(60, TimeUnit.SECONDS)).isEqualTo(1);
		await().until(() -> !browser.text("[data-key=locks]").contains("ledger"));
	}

	/** Has one lock when it has told so, and wants the other. */
	private static int takeBoth(SharedLock first, SharedLock second, SharedMap<Integer> told) {
		first.lock();
		try {
			told.put(first.name(), 1);
			while (told.size() < 2) {
				Thread.onSpinWait();
			}
			second.lock();
			second.unlock();
			return 1;
		}
		finally {
			first.unlock();
		}
	}

	@Test
	void whoWaitsForEachOtherIsSeen() throws Exception {
		SharedLock first = this.parallel.lock("<i>first</i>");
		SharedLock second = this.parallel.lock("second");
		SharedMap<Integer> told = this.parallel.map("told of locks");
		TaskFuture<Integer> one = pool("checksums").submit(() -> takeBoth(first, second, told));
		TaskFuture<Integer> two = pool("batches").submit(() -> takeBoth(second, first, told));
		look("");
		browser.awaitText("[data-key=deadlocks]", "1 deadlock", "checksums-", "task " + one.id(), "batches-", "process",
				"task " + two.id(), "<i>first</i>", "It ends when one of their tasks is ended");
		problems("main", "light-1280-deadlock");
		browser.resize(360, 900);
		browser.prefer("dark");
		problems("main", "dark-360-deadlock");
		browser.resize(1280, 1000);
		browser.run("document.querySelector('[data-key=deadlocks] a[href$=checksums]').click()");
		browser.awaitText("[data-key=events]", "deadlock found", one.id(), "2 threads wait for each other");
		one.cancel(true);
		assertThat(two.get(60, TimeUnit.SECONDS)).isEqualTo(1);
		look("");
		await().until(() -> !browser.has("[data-key=deadlocks]"));
		told.clear();
	}

	@Test
	void noScriptRunsThatIsNotThePagesOwn() {
		look("");
		browser.run("""
				const script = document.createElement('script');
				script.textContent = 'window.hacked = 1';
				document.body.append(script);
				const image = document.createElement('img');
				image.setAttribute('onerror', 'window.hacked = 2');
				image.src = 'data:,';
				document.body.append(image);""");
		browser.awaitText("#live", "Live");
		assertThat(browser.run("return window.hacked === undefined")).isEqualTo(true);
	}

	@Test
	void anAddressThatIsWrittenWronglyNamesNoPool() {
		look("#/pool/%");
		browser.awaitText("main", "No such pool", "'%'");
	}

	@Test
	void aPoolThatIsNotThereIsSaidSo() {
		look("#/pool/n%C3%B6%3Cb%3E");
		browser.awaitText("h1", "No such pool");
		browser.awaitText("main", "There is no pool 'nö<b>'", "regex");
	}

	@ParameterizedTest
	@CsvSource({ "dark, 1280", "light, 360" })
	void thePageIsAccessibleAndFits(String scheme, int width) throws Exception {
		ParallelTask<Object, String> walks = this.parallel.<Object, String>task((any, context) -> walk(context))
			.name("walks")
			.build();
		SharedLock lock = this.parallel.lock("accounts");
		lock.lock();
		walks.start();
		TaskFuture<Integer> dies = pool("regex").submit(() -> die());
		await().until(() -> dies.isDone() && !pool("regex").deadLetters().isEmpty());
		TaskFuture<Integer> hangs = pool("regex").submit(() -> hangHere());
		try {
			browser.prefer(scheme);
			browser.resize(width, 900);
			look("");
			browser.awaitText("[data-key=tasks]", "walks");
			browser.awaitText("[data-key=locks]", "accounts");
			problems("main", scheme + "-" + width + "-overview");
			look("#/pool/regex");
			browser.awaitText("[data-key=workers]", "busy");
			browser.awaitText("[data-key=letters]", dies.id());
			browser.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
			problems("html", scheme + "-" + width + "-pool");
			browser.press("Pause");
			problems("#confirm", scheme + "-" + width + "-confirm");
			browser.keys(Keys.ESCAPE);
			awaitStacks(worker(pool("regex"), hangs), DashboardTests.class.getName() + ".hangHere(");
			problems("#stacks", scheme + "-" + width + "-stacks");
		}
		finally {
			pool("regex").deadLetters().forEach((letter) -> pool("regex").removeDeadLetter(letter.id()));
			hangs.cancel(true);
			walks.forceStop();
			lock.unlock();
		}
	}

	private static void problems(String part, String picture) throws Exception {
		browser.picture(picture);
		assertThat(browser.accessibilityProblems(part)).asInstanceOf(InstanceOfAssertFactories.LIST).isEmpty();
		assertThat(browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
			.as("how much too wide it is")
			.isEqualTo(0L);
	}

}
