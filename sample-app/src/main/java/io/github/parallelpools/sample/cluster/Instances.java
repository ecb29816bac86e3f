package io.github.parallelpools.sample.cluster;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ApplicationArguments;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

import io.github.parallelpools.sample.SampleApplication;

/**
 * More instances of this application, as it was started itself. Each reads its input,
 * which ends when this process ends, however that happens, and then it ends, too.
 */
@Component
@Profile("cluster")
public final class Instances implements DisposableBean {

	private static final Log logger = LogFactory.getLog(Instances.class);

	private static final String CHILD = "sample.cluster.child";

	private static final long PATIENCE_SECONDS = 20;

	/** What children need to know, which is not for everybody who lists processes. */
	private static final List<String> SETTINGS = List.of("spring.datasource.url", "spring.datasource.username",
			"spring.datasource.password");

	private final ApplicationArguments arguments;

	private final Environment environment;

	private final List<Process> children = new ArrayList<>();

	Instances(ApplicationArguments arguments, Environment environment) {
		this.arguments = arguments;
		this.environment = environment;
	}

	/**
	 * Has this process end with the one that has started it, if that was an instance.
	 * Nothing happens in others.
	 */
	public static void endWithParent() {
		if (Boolean.getBoolean(CHILD)) {
			Thread reader = new Thread(() -> {
				awaitEndOfInput();
				System.exit(0);
			}, "end-with-parent");
			reader.setDaemon(true);
			reader.start();
		}
	}

	private static void awaitEndOfInput() {
		try {
			while (System.in.read() >= 0) {
				// Nobody writes anything that matters.
			}
		}
		catch (IOException ex) {
			// That is an end, too.
		}
	}

	/**
	 * Starts one more.
	 * @param number the number of the instance, for people
	 * @return the process
	 * @throws IOException if it can't be started
	 */
	synchronized Process start(int number) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command(number)).redirectOutput(ProcessBuilder.Redirect.INHERIT)
			.redirectError(ProcessBuilder.Redirect.INHERIT);
		Map<String, String> variables = builder.environment();
		for (String name : SETTINGS) {
			String value = this.environment.getProperty(name);
			if (value != null) {
				variables.put(name.toUpperCase(Locale.ROOT).replace('.', '_'), value);
			}
		}
		Process child = builder.start();
		this.children.add(child);
		logger.info("Instance %s is process %s".formatted(number, child.pid()));
		return child;
	}

	private List<String> command(int number) {
		String classPath = System.getProperty("java.class.path");
		List<String> command = new ArrayList<>();
		command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
		command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx128m", "-D" + CHILD + "=true"));
		if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
			command.addAll(List.of("-jar", classPath));
		}
		else {
			command.addAll(List.of("-cp", classPath, SampleApplication.class.getName()));
		}
		Map<String, String> own = new LinkedHashMap<>();
		own.put("spring.profiles.active", String.join(",", this.environment.getActiveProfiles()));
		own.put("spring.application.name", "instance-" + number);
		own.put("spring.main.banner-mode", "off");
		own.put("server.port", "0");
		own.put("logging.level.root", "warn");
		own.put("parallel.cluster.node-name", "instance-" + number);
		own.put("sample.cluster.instances", "0");
		// An argument that is there twice is a list.
		command.addAll(Arrays.stream(this.arguments.getSourceArgs())
			.filter((argument) -> !own.containsKey(name(argument)) && !SETTINGS.contains(name(argument)))
			.toList());
		own.forEach((name, value) -> command.add("--" + name + "=" + value));
		return command;
	}

	private static String name(String argument) {
		return argument.replaceFirst("^--", "").replaceFirst("=.*", "");
	}

	/** Whether none has ended. */
	synchronized boolean areAlive() {
		return this.children.stream().allMatch(Process::isAlive);
	}

	@Override
	public synchronized void destroy() throws InterruptedException {
		for (Process child : this.children) {
			close(child);
		}
		for (Process child : this.children) {
			if (!child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				child.destroyForcibly();
			}
		}
	}

	private static void close(Process child) {
		try {
			child.getOutputStream().close();
		}
		catch (IOException ex) {
			// It has ended.
		}
	}

}
