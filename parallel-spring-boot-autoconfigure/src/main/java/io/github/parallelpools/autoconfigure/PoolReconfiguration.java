package io.github.parallelpools.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

import io.github.parallelpools.actuate.endpoint.ConfiguredProperty;
import io.github.parallelpools.actuate.endpoint.PoolConfiguration;
import io.github.parallelpools.engine.event.PoolEvents;
import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.spi.WorkerMemory;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

/**
 * Changes pools that work already: how their processes are started, what their handlers
 * are given, and all that may change when the environment does. Thread-safe: one change
 * after the other, each of which is told when the next one may be made.
 */
final class PoolReconfiguration implements PoolConfiguration {

	/** What new processes may be started with. All else both sides have agreed on. */
	private static final Set<String> OF_NEW_WORKERS = Set.of("process.max-heap", "process.jvm-args",
			"process.command-prefix", "process.environment", "process.system-properties", "process.inherit-options",
			"process.java-home", "process.optimize", "process.cpus", "process.start-timeout", "process.stop-timeout",
			"process.window", "process.oom-score", "process.archive", "logging.mode", "logging.level", "logging.file",
			"logging.pattern", "logging.factory", "logging.factory-args");

	/**
	 * What names a program, its options, code or files: whoever may operate the endpoint
	 * could run anything with it.
	 */
	private static final Set<String> OF_CONFIGURATION = Set.of("process.jvm-args", "process.command-prefix",
			"process.environment", "process.system-properties", "process.java-home", "process.archive", "logging.file",
			"logging.factory", "logging.factory-args");

	/** What the handlers of new workers are given. */
	private static final String ARGS = "args";

	private static final String CONFIGURATION = "the configuration";

	private static final Log logger = LogFactory.getLog(PoolReconfiguration.class);

	private final ParallelPoolFactory factory;

	private final PoolDrafts drafts;

	private final Environment environment;

	private final boolean budgeted;

	/**
	 * Makes what changes the pools of an application.
	 * @param factory has made them
	 * @param drafts reads their configuration again
	 * @param environment where they are configured
	 * @param budgeted whether the memory of all processes is limited
	 */
	PoolReconfiguration(ParallelPoolFactory factory, PoolDrafts drafts, Environment environment, boolean budgeted) {
		this.factory = factory;
		this.drafts = drafts;
		this.environment = environment;
		this.budgeted = budgeted;
	}

	@Override
	public Map<String, ConfiguredProperty> of(ParallelPool pool) {
		PoolDraft draft = this.factory.draft(pool.name());
		return (draft != null) ? PoolOrigins.of(this.environment, draft) : Map.of();
	}

	@Override
	public boolean change(ParallelPool pool, String property, String value, String by) {
		return PoolEvents.tellAfter(() -> changeNow(pool, property, value, by));
	}

	private synchronized boolean changeNow(ParallelPool pool, String property, String value, String by) {
		PoolDraft draft = this.factory.draft(pool.name());
		ConfigurationPropertyName written = ConfigurationPropertyName.adapt(property, '.');
		if (draft == null || written.isEmpty() || isOfPoolItself(written)) {
			return false;
		}
		if (property.startsWith("shadow.")) {
			changeShadow(pool, draft, property, value, by);
		}
		else if (isArgument(written)) {
			requireWhole(written, property, value);
			changeWorkers(pool, null, draft, property, value, by);
		}
		else if (property.startsWith("process.") || property.startsWith("logging.")) {
			changeWorkers(pool, requireProcesses(pool, property, value), draft, property, value, by);
		}
		else if (KnownProperties.isValueOfPool(written)) {
			throw new InvalidSettingException(property, value,
					"It is what the pool was made of, and can't be changed while it works. Change it in the configuration and restart the application, or have code build another pool.");
		}
		else {
			return false;
		}
		return true;
	}

	/** In any spelling: the endpoint names the right one when it refuses another. */
	private static boolean isOfPoolItself(ConfigurationPropertyName property) {
		return Arrays.stream(PoolSetting.values())
			.anyMatch((one) -> ConfigurationPropertyName.of(one.property()).equals(property));
	}

	private static boolean isArgument(ConfigurationPropertyName property) {
		return property.getNumberOfElements() == 2
				&& property.getElement(0, ConfigurationPropertyName.Form.UNIFORM).equals(ARGS);
	}

	/** Boot drops characters of names, so that another argument would be set. */
	private static void requireWhole(ConfigurationPropertyName argument, String property, String value) {
		String name = argument.getElement(1, ConfigurationPropertyName.Form.ORIGINAL);
		if (!argument.isLastElementIndexed() && !property.endsWith("." + name)) {
			throw new InvalidSettingException(property, value,
					"Of such a name only '%s' would be left. Write it in brackets: '%s[%s]'.".formatted(name, ARGS,
							property.substring(property.indexOf('.') + 1)));
		}
	}

	private ProcessWorkerFactory requireProcesses(ParallelPool pool, String property, String value) {
		if (isAmong(OF_CONFIGURATION, property)) {
			throw new InvalidSettingException(property, value,
					"It says what is run, or where it writes, which only the configuration may. Change it there and restart the application.");
		}
		if (!isOfNewWorkers(property)) {
			throw new InvalidSettingException(property, value,
					"It can't be changed while the pool works. Restart the application, or change one of: "
							+ OF_NEW_WORKERS.stream()
								.filter((one) -> !OF_CONFIGURATION.contains(one))
								.sorted()
								.collect(Collectors.joining(", "))
							+ ".");
		}
		ProcessWorkerFactory processes = processes(pool);
		if (processes == null) {
			throw new InvalidSettingException(property, value,
					"The workers of the pool are no processes, so that it means nothing to them. Leave it out.");
		}
		return processes;
	}

	private void changeWorkers(ParallelPool pool, @Nullable ProcessWorkerFactory processes, PoolDraft draft,
			String property, String value, String by) {
		Map<String, PoolDraft.Change> changes = new LinkedHashMap<>(draft.changes());
		changes.put(property, new PoolDraft.Change(value, by));
		try {
			PoolDraft after = this.drafts.again(draft, changes);
			if (processes != null) {
				requireMemory(processes, after.pool());
			}
			relaunch(pool, processes, draft, after, by);
		}
		catch (PoolConfigurationException ex) {
			throw new InvalidSettingException(property, value, ex.remedy());
		}
		catch (BindException ex) {
			throw new InvalidSettingException(property, value, "Write a value as in the configuration.");
		}
	}

	private void changeShadow(ParallelPool pool, PoolDraft draft, String property, String value, String by) {
		PoolShadow shadow = shadow(pool);
		if (!property.equals(ShadowSettings.SHARE)) {
			throw new InvalidSettingException(property, value,
					"It can't be changed while the pool works. Restart the application, or change '%s'."
						.formatted(ShadowSettings.SHARE));
		}
		if (shadow == null) {
			throw new InvalidSettingException(property, value,
					"The pool was made without a shadow. Configure 'shadow.share: 0%' and restart the application to change it later.");
		}
		double percent = ShadowSettings.share(value);
		Map<String, PoolDraft.Change> changes = new LinkedHashMap<>(draft.changes());
		changes.put(property, new PoolDraft.Change(percent + "%", by));
		reshadow(pool, shadow, draft, this.drafts.again(draft, changes), by);
	}

	private void reshadow(ParallelPool pool, PoolShadow shadow, PoolDraft before, PoolDraft after, String by) {
		String was = before.pool().properties().shadow().share();
		String share = after.pool().properties().shadow().share();
		if (!Objects.equals(was, share)) {
			shadow.share(ShadowSettings.share(share));
			this.factory.engine()
				.changedWorkers(working(pool), by, "%s: %s, was %s".formatted(ShadowSettings.SHARE, share, was));
		}
		this.factory.redraft(after);
	}

	private @Nullable PoolShadow shadow(ParallelPool pool) {
		OpenedPool opened = this.factory.opened(pool);
		return (opened != null) ? opened.shadow() : null;
	}

	static boolean isOfNewWorkers(String property) {
		return isAmong(OF_NEW_WORKERS, property);
	}

	private static boolean isAmong(Set<String> names, String property) {
		return names.stream()
			.anyMatch(
					(one) -> property.equals(one) || property.startsWith(one + ".") || property.startsWith(one + "["));
	}

	@Override
	public void reset(ParallelPool pool, String by) {
		PoolEvents.tellAfter(() -> resetNow(pool, by));
	}

	private synchronized boolean resetNow(ParallelPool pool, String by) {
		PoolDraft draft = this.factory.draft(pool.name());
		if (draft == null || draft.changes().isEmpty()) {
			return false;
		}
		PoolDraft after = this.drafts.again(draft, Map.of());
		PoolShadow shadow = shadow(pool);
		if (shadow != null) {
			reshadow(pool, shadow, draft, after, by);
		}
		relaunch(pool, processes(pool), draft, after, by);
		return true;
	}

	/** The pool whose workers run the tasks of one that users see. */
	private ParallelPool working(ParallelPool bean) {
		OpenedPool opened = this.factory.opened(bean);
		return (opened != null) ? opened.pool() : bean;
	}

	private @Nullable ProcessWorkerFactory processes(ParallelPool pool) {
		OpenedPool opened = this.factory.opened(pool);
		return (opened != null) ? opened.processes() : null;
	}

	private void relaunch(ParallelPool pool, @Nullable ProcessWorkerFactory processes, PoolDraft before,
			PoolDraft after, String by) {
		if (processes != null) {
			processes.relaunch(after.pool().processSettings(), after.pool().loggingSettings());
		}
		List<String> texts = new ArrayList<>();
		differences(before, after).forEach((property, text) -> {
			if (property.equals(ARGS) || (processes != null && isOfNewWorkers(property))) {
				texts.add(text);
			}
		});
		Map<String, String> args = after.pool().properties().args();
		if (!args.equals(before.pool().properties().args())) {
			this.factory.engine().changedArgs(working(pool), args);
			PoolShadow shadow = shadow(pool);
			if (shadow != null) {
				shadow.args(args, by);
			}
		}
		this.factory.redraft(after);
		if (!texts.isEmpty()) {
			this.factory.engine().changedWorkers(working(pool), by, String.join(", ", texts) + " (for new workers)");
		}
	}

	/** The budget counts with what a worker takes since the pool was made. */
	private void requireMemory(ProcessWorkerFactory processes, ConfiguredPool after) {
		WorkerMemory wanted = after.processSettings().memory();
		if (this.budgeted && wanted.bytes() > processes.workerMemory().bytes()) {
			throw new InvalidSettingException("process.max-heap", after.properties().process().maxHeap(),
					"A worker would take more than 'parallel.memory-budget' counts with. Restart the application to change that.");
		}
	}

	/** What differs, for people to read, by the names of properties. */
	private static Map<String, String> differences(PoolDraft before, PoolDraft after) {
		Map<String, Object> old = PoolOrigins.values(before.pool().properties());
		Map<String, Object> present = PoolOrigins.values(after.pool().properties());
		Map<String, String> differences = new TreeMap<>();
		Set<String> names = new LinkedHashSet<>(old.keySet());
		names.addAll(present.keySet());
		for (String name : names) {
			Object was = old.get(name);
			Object is = present.get(name);
			if (!Objects.equals(was, is)) {
				differences.put(name,
						(name.equals(ARGS) && was instanceof Map<?, ?> some && is instanceof Map<?, ?> others)
								? "args that differ: " + differing(some, others)
								: "%s: %s, was %s".formatted(name, text(is), text(was)));
			}
		}
		return differences;
	}

	/** Values may be secrets. */
	private static Set<String> differing(Map<?, ?> before, Map<?, ?> after) {
		Set<String> names = new TreeSet<>();
		Stream.concat(before.keySet().stream(), after.keySet().stream())
			.filter((name) -> !Objects.equals(before.get(name), after.get(name)))
			.forEach((name) -> names.add(String.valueOf(name)));
		return names;
	}

	private static Object text(@Nullable Object value) {
		return (value != null) ? PoolOrigins.shown(value) : "unset";
	}

	/**
	 * Reads all pools again, as the environment has changed. What can change while a pool
	 * works changes; of all else it is told that it waits for a restart. What is
	 * impossible changes nothing.
	 */
	void environmentChanged() {
		List<Runnable> words = new ArrayList<>();
		PoolEvents.tellAfter(() -> environmentChangedNow(words));
		words.forEach(Runnable::run);
	}

	/** Also the log is foreign code, and is told afterwards. */
	private synchronized boolean environmentChangedNow(List<Runnable> words) {
		for (OpenedPool opened : this.factory.opened()) {
			PoolDraft draft = this.factory.draft(opened.pool().name());
			if (draft != null) {
				configure(opened, draft, words);
			}
		}
		return true;
	}

	private void configure(OpenedPool opened, PoolDraft before, List<Runnable> words) {
		String name = opened.pool().name();
		try {
			PoolDraft after = this.drafts.again(before, before.changes());
			Map<String, String> differences = differences(before, after);
			if (differences.isEmpty()) {
				return;
			}
			ProcessWorkerFactory processes = opened.processes();
			if (processes != null) {
				requireMemory(processes, after.pool());
			}
			this.factory.engine().configure(opened.pool(), after.pool().settings(), CONFIGURATION);
			relaunch(opened.pool(), processes, before, after, CONFIGURATION);
			PoolShadow shadow = opened.shadow();
			if (shadow != null && after.pool().hasShadow()) {
				reshadow(opened.bean(), shadow, before, after, CONFIGURATION);
				differences.remove(ShadowSettings.SHARE);
			}
			differences.remove(ARGS);
			this.factory.redraft(after);
			words.add(() -> tellOfRest(opened, differences));
		}
		catch (PoolConfigurationException | BindException | InvalidSettingException ex) {
			words.add(() -> logger.error("Pool '" + name
					+ "' stays as it is, as its changed configuration is impossible: " + ex.getMessage()));
		}
	}

	private static void tellOfRest(OpenedPool opened, Map<String, String> differences) {
		String rest = differences.entrySet()
			.stream()
			.filter((one) -> PoolSetting.of(one.getKey()).isEmpty()
					&& !(opened.processes() != null && isOfNewWorkers(one.getKey())))
			.map(Map.Entry::getValue)
			.collect(Collectors.joining(", "));
		if (!rest.isEmpty()) {
			logger.warn(
					"Pool '%s' has to be made anew, with the application, for what has changed in its configuration: %s"
						.formatted(opened.pool().name(), rest));
		}
	}

}
