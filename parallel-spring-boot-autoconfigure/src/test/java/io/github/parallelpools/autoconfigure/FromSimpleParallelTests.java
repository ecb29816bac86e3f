package io.github.parallelpools.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.io.ByteArrayResource;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the page for users of simple_parallel shows is true. */
@Timeout(300)
class FromSimpleParallelTests {

	private static final String FRAME = """
			import java.io.Serializable;
			import java.time.Duration;
			import java.util.Map;
			import io.github.parallelpools.pool.Parallel;
			import io.github.parallelpools.pool.ParallelPool;
			import io.github.parallelpools.pool.ParallelTask;
			import io.github.parallelpools.pool.PoolTimeoutException;
			import io.github.parallelpools.pool.WorkerKind;
			import io.github.parallelpools.shared.SharedMap;
			import io.github.parallelpools.task.TaskContext;
			public class Demo {
			%s
			public static void run(Map<String, ParallelPool> pools, Parallel parallel) throws Exception {
				Demo demo = new Demo();
				for (WorkerKind kind : new WorkerKind[] { WorkerKind.THREAD, WorkerKind.PROCESS }) {
					demo.twoTasks(parallel, kind);
					demo.underOneLock(parallel, kind);
					demo.stopByForce(parallel, kind);
				}
				demo.handleAll(pools.get("demo5"));
				demo.growAndShrink(pools.get("demo6"));
				demo.stopAnyway(pools.get("demo7"));
			}
			}
			""";

	private final DocumentedCode code = DocumentedCode.of(Path.of("..", "docs", "from-simple-parallel.md"));

	@Test
	void theCodeCompilesAndRuns(@TempDir Path classes) throws Exception {
		DocumentedCode.compile("Demo", FRAME.formatted(patient()), classes);
		ApplicationContextRunner application = PoolContextRunner.with()
			.withBean("itemHandler", Items.class)
			.withPropertyValues("parallel.defaults.process.max-heap=32MB");
		for (String yaml : this.code.blocks("yaml")) {
			application = application.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new PropertiesPropertySource("page" + yaml.hashCode(), properties(yaml))));
		}
		ApplicationContextRunner configured = application;
		DocumentedCode.run(classes, (loader) -> configured.withClassLoader(loader).run((context) -> {
			assertThat(context).hasNotFailed();
			Map<String, ParallelPool> pools = context.getBeansOfType(ParallelPool.class);
			loader.loadClass("Demo")
				.getMethod("run", Map.class, Parallel.class)
				.invoke(null, pools, context.getBean(Parallel.class));
			await().until(() -> pools.values().stream().allMatch((pool) -> pool.state() == PoolState.STOPPED));
			assertThat(pools.get("demo5").snapshot().totals().completed()).isEqualTo(100);
			assertThat(pools.get("demo6").snapshot().totals().completed()).isEqualTo(50);
			Parallel parallel = context.getBean(Parallel.class);
			await().until(() -> parallel.map("marks").getOrDefault("all", "").toString().split(";").length == 8);
			assertThat(parallel.<String>map("marks").get("all"))
				.matches("((one start;one end;)|(two start;two end;)){4}");
		}));
	}

	/** The code of the page, which gives a loaded machine the time that it may take. */
	private String patient() {
		String java = String.join("\n", this.code.blocks("java"));
		assertThat(java).contains("Duration.ofSeconds(10)");
		return java.replace("Duration.ofSeconds(10)", "Duration.ofMinutes(2)");
	}

	private static Properties properties(String yaml) {
		YamlPropertiesFactoryBean properties = new YamlPropertiesFactoryBean();
		properties.setResources(new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
		Properties parsed = properties.getObject();
		return (parsed != null) ? parsed : new Properties();
	}

	/** Stands for the page's handler. */
	public static final class Items implements TaskHandler<Integer, Integer> {

		@Override
		public Integer handle(Integer item, TaskContext context) {
			return item;
		}

	}

}
