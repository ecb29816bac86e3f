package io.github.parallelpools.sample.dashboard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
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
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.TaskScope;
import io.github.parallelpools.sample.SampleApplication;
import io.github.parallelpools.sample.browser.Browser;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two instances over one store are looked at and operated with the dashboard of the first
 * in a real browser; nobody may operate the second.
 */
@Timeout(300)
class ClusterDashboardTests {

	private static final String SECTION = "[data-key=cluster]";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static Browser browser;

	private static ConfigurableApplicationContext first;

	private static ConfigurableApplicationContext second;

	private final List<TaskFuture<?>> tasks = new ArrayList<>();

	@BeforeAll
	static void start() throws Exception {
		browser = Browser.open();
		first = start("first", "--spring.datasource.hikari.allow-pool-suspension=true");
		second = start("second", "--management.endpoint.parallelpools.access=read-only");
	}

	private static ConfigurableApplicationContext start(String name, String more) {
		return new SpringApplication(SampleApplication.class).run("--spring.profiles.active=cluster",
				"--spring.datasource.url=jdbc:h2:mem:dashboard", "--sample.cluster.instances=0", "--server.port=0",
				"--parallel.cluster.node-name=" + name, "--parallel.cluster.lease=12s", "--parallel.cluster.fence=8s",
				more);
	}

	@AfterAll
	static void close() throws Exception {
		for (ConfigurableApplicationContext one : new ConfigurableApplicationContext[] { second, first }) {
			if (one != null) {
				one.close();
			}
		}
		if (browser != null) {
			browser.close();
		}
	}

	@BeforeEach
	void look() {
		browser.resize(1280, 1000);
		browser.prefer("light");
		look(first);
	}

	private static void look(ConfigurableApplicationContext instance) {
		int port = ((WebServerApplicationContext) instance).getWebServer().getPort();
		browser.open("http://localhost:" + port + "/actuator/parallelpoolsui");
		browser.awaitText("#live", "Live");
		browser.awaitText(SECTION, "2 nodes");
	}

	@AfterEach
	void endTasks() {
		this.tasks.forEach((task) -> task.cancel(true));
		await().atMost(PATIENCE).until(() -> busy(first) + busy(second) == 0);
	}

	private static ParallelPool pool(ConfigurableApplicationContext instance) {
		return instance.getBean("shared", ParallelPool.class);
	}

	private static int busy(ConfigurableApplicationContext instance) {
		return pool(instance).snapshot().size().busy();
	}

	private static String node(ConfigurableApplicationContext instance) {
		return String.valueOf(instance.getBean(Cluster.class).membership().node());
	}

	private static SharedLock lock(ConfigurableApplicationContext instance, String name) {
		return instance.getBean(Parallel.class).lock(name);
	}

	/** Submits tasks that run until they are cancelled. */
	private void submit(ConfigurableApplicationContext instance, int number) {
		for (int i = 0; i < number; i++) {
			this.tasks.add(pool(instance).send(i));
		}
	}

	private static void awaitText(String selector, String... parts) {
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(browser.text(selector)).contains(parts));
	}

	private static String row(String key) {
		return "[data-key=\"" + key + "\"]";
	}

	@Test
	void whoRunsWhatIsSeen() {
		SharedLock lock = lock(first, "<i>ledger</i>");
		lock.lock();
		try {
			submit(second, 5);
			await().atMost(PATIENCE).until(() -> busy(first) == 2 && busy(second) == 2);
			awaitText(SECTION, "LIVE", "This instance takes part.", "jdbc", "first", " ago", node(first));
			awaitText(row(node(first)), "first", "this instance", "for ", " s left", "build ", "shared", "2 of 2 busy",
					"RUNNING");
			awaitText(row(node(second)), "second", "2 of 2 busy");
			awaitText(SECTION + " [data-key=shared]", "1 queued", "4 running", "oldest waits ", "0 dead");
			awaitText(SECTION + " [data-key=\"<i>ledger</i>\"]", "<i>ledger</i>", "first, application, thread ",
					"token " + lock.token());
		}
		finally {
			lock.unlock();
		}
		await().atMost(PATIENCE).until(() -> !browser.text(SECTION).contains("ledger"));
	}

	@Test
	void aPoolIsPausedResumedStoppedAndStartedOnAllNodes() {
		browser.pressAndConfirm("Pause shared on all nodes", "Pause pool shared on all nodes?",
				"nor do those that join");
		awaitText("#notice", "Ordered, version ", ": Pause pool shared on all nodes.");
		awaitState(PoolState.PAUSED);
		awaitText(SECTION + " [data-key=shared]", "PAUSED", "by the endpoint");
		awaitText(SECTION, "The last order is version ");
		awaitText(row(node(second)), "PAUSED");
		browser.pressAndConfirm("Resume shared on all nodes");
		awaitState(PoolState.RUNNING);
		browser.pressAndConfirm("Stop shared on all nodes", "what waits stays in the store");
		awaitState(PoolState.STOPPED);
		awaitText(row(node(second)), "STOPPED");
		browser.pressAndConfirm("Start shared on all nodes", "on which an order has stopped it");
		awaitState(PoolState.RUNNING);
	}

	private static void awaitState(PoolState state) {
		await().atMost(PATIENCE).until(() -> pool(second).state() == state && pool(first).state() == state);
	}

	@Test
	void aPoolIsResizedOnAllNodesAndWhatMakesNoSenseIsExplained() {
		browser.awaitText(SECTION + " [data-key=shared]", "shared");
		browser.type(SECTION + " [name=minSize]", "1");
		browser.type(SECTION + " [name=maxSize]", "3");
		browser.pressAndConfirm("Resize shared on all nodes", "keeps 1 workers on each node and has 3 there at most");
		awaitText("#notice", "Ordered, version ", ": Resize pool shared on all nodes.");
		await().atMost(PATIENCE).until(() -> pool(second).settings().size().max() == 3);
		assertThat(pool(second).settings().size().min()).isEqualTo(1);
		awaitText(SECTION + " [data-key=shared]", "1 to 3 workers");
		browser.type(SECTION + " [name=minSize]", "9");
		browser.pressAndConfirm("Resize shared on all nodes");
		awaitText("#notice.bad", "Resize pool shared on all nodes: ", "'minSize' can't be '9'");
		browser.type(SECTION + " [name=minSize]", "0");
		browser.type(SECTION + " [name=maxSize]", "2");
		browser.pressAndConfirm("Resize shared on all nodes");
		await().atMost(PATIENCE).until(() -> pool(second).settings().size().max() == 2);
		await().atMost(PATIENCE).until(() -> pool(first).settings().size().max() == 2);
	}

	@Test
	void aNodeIsDrainedAndResumedWithTheKeyboardAlone() throws Exception {
		String second = node(ClusterDashboardTests.second);
		await().until(() -> browser.hasButton("Drain second " + second));
		browser.tabTo("Drain second " + second);
		browser.keys(Keys.ENTER);
		browser.awaitText("#confirm", "Drain node second?", "what it runs goes on");
		assertThat(browser.focused()).isEqualTo("Cancel");
		browser.keys(Keys.TAB);
		browser.keys(Keys.ENTER);
		awaitText("#notice", "Ordered, version ", ": Drain node second.");
		awaitText(row(second), "DRAINING");
		submit(ClusterDashboardTests.second, 3);
		awaitText(row(node(first)), "2 of 2 busy");
		awaitText(SECTION + " [data-key=shared]", "1 queued", "2 running");
		awaitText(row(second), "0 of 2 busy");
		assertThat(busy(ClusterDashboardTests.second)).isZero();
		browser.tabTo("Resume second " + second);
		browser.keys(Keys.ENTER);
		browser.keys(Keys.TAB);
		browser.keys(Keys.ENTER);
		await().atMost(PATIENCE).until(() -> busy(ClusterDashboardTests.second) == 1);
		await().atMost(PATIENCE).until(() -> browser.hasButton("Drain second " + second));
		assertThat(browser.focused()).isEqualTo("Drain second " + second);
	}

	@Test
	void thePageOfAPoolShowsWhatWaitsAndRunsOnAllNodes() {
		submit(second, 5);
		awaitText(SECTION + " [data-key=shared]", "1 queued", "4 running");
		browser.run("location.hash = '#/pool/shared'");
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(browser.run("return [...document.querySelectorAll("
					+ "'[data-key=everywhere] dl > div')].map((one) => one.textContent).join()"))
				.asString()
				.contains("Queued1", "Running4", "Dead letters0"));
		assertThat(browser.has("[data-key=everywhere] .trouble")).isFalse();
		browser.run("location.hash = '#/'");
	}

	@Test
	void aStandaloneTaskIsPausedResumedAndStoppedWhereverItIsExecuted() throws Exception {
		String row = SECTION + " [data-key='task sum']";
		browser.awaitText(SECTION, "No node executes any.");
		ParallelTask<Object, Object> task = standalone(second);
		awaitText(row, "sum", "RUNNING", "second", node(second), "attempt 1, token ", "nothing", "50 %, half of it");
		browser.pressAndConfirm("Pause sum of the cluster", "Pause task sum of the cluster?", "at its next checkpoint");
		awaitText("#notice", "Ordered: Pause task sum of the cluster.");
		await().atMost(PATIENCE).until(task::isPaused);
		awaitText(row, "PAUSED", "Pause by the endpoint");
		browser.pressAndConfirm("Resume sum of the cluster");
		await().atMost(PATIENCE).until(() -> !task.isPaused());
		awaitText(row, "RUNNING");
		browser.pressAndConfirm("Stop sum of the cluster");
		task.join(PATIENCE);
		assertThat(task.result().orElseThrow().code()).isEqualTo("21004");
		await().atMost(PATIENCE).until(() -> !browser.has(row));
	}

	/** Starts one that runs until it is stopped. */
	private static ParallelTask<Object, Object> standalone(ConfigurableApplicationContext instance) {
		ParallelTask<Object, Object> task = instance.getBean(Parallel.class)
			.task((Object nothing, TaskContext context) -> {
				context.progress(0.5, "half of it");
				while (true) {
					context.checkpoint();
					Thread.sleep(5);
				}
			})
			.name("sum")
			.scope(TaskScope.CLUSTER)
			.build();
		task.start();
		return task;
	}

	@Test
	void whoMayOnlyReadSeesNoControls() throws Exception {
		look(second);
		browser.awaitText("#access", "Read-only");
		awaitText(row(node(second)), "this instance");
		awaitText(SECTION + " [data-key=shared]", "0 queued");
		assertThat(browser.run("return document.querySelectorAll('main button, main form, main input').length"))
			.isEqualTo(0L);
		problems("cluster-read-only");
	}

	@Test
	void aStoreThatHangsMakesItsPartOfThePageStaleAndNoOther() throws Exception {
		HikariDataSource source = first.getBean(HikariDataSource.class);
		source.getHikariPoolMXBean().suspendPool();
		try {
			awaitText(SECTION, "FENCED", "This instance claims nothing", "It is no node at present.");
			awaitText(SECTION + " .trouble", "What is shown below is from ");
			awaitText(SECTION + " .past", "2 nodes");
			assertThat(browser.run("return document.querySelectorAll('" + SECTION + " button:enabled').length"))
				.isEqualTo(0L);
			assertThat(browser.text("#live")).isEqualTo("Live");
			assertThat(browser.text("#stale")).isEmpty();
			problems("cluster-stale");
			browser.run("location.hash = '#/pool/shared'");
			browser.awaitText("[data-key=letters]", "The dead letters of pool 'shared' are not known",
					"the store of the cluster does not answer");
			awaitText("[data-key=everywhere] .trouble", "the store of the cluster does not answer",
					"The figures are from ");
			assertThat(browser.has("[data-key=everywhere] .past")).isTrue();
			browser.run("location.hash = '#/'");
		}
		finally {
			source.getHikariPoolMXBean().resumePool();
		}
		await().atMost(PATIENCE).until(() -> browser.text(SECTION).contains("LIVE") && !browser.has(".past"));
		awaitText(row(node(first)), "this instance");
	}

	@ParameterizedTest
	@CsvSource({ "light, 1280", "dark, 1280", "light, 360", "dark, 360" })
	void theSectionIsAccessibleAndFits(String scheme, int width) throws Exception {
		SharedLock lock = lock(second, "accounts");
		assertThat(lock.tryLock(60, TimeUnit.SECONDS)).isTrue();
		ParallelTask<Object, Object> task = standalone(second);
		try {
			browser.awaitText(SECTION + " [data-key='task sum']", "RUNNING");
			browser.prefer(scheme);
			browser.resize(width, 1000);
			submit(first, 5);
			awaitText(SECTION + " [data-key=shared]", "1 queued");
			awaitText(SECTION + " [data-key=accounts]", "second");
			problems("cluster-" + scheme + "-" + width);
			browser.press("Stop shared on all nodes");
			problems("cluster-confirm-" + scheme + "-" + width);
			browser.keys(Keys.ESCAPE);
		}
		finally {
			lock.unlock();
			task.stop(PATIENCE);
		}
	}

	private static void problems(String picture) throws Exception {
		browser.run("document.querySelector('" + SECTION + "').scrollIntoView()");
		browser.picture(picture);
		assertThat(browser.accessibilityProblems("html")).asInstanceOf(InstanceOfAssertFactories.LIST).isEmpty();
		assertThat(browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
			.as("how much too wide it is")
			.isEqualTo(0L);
	}

}
