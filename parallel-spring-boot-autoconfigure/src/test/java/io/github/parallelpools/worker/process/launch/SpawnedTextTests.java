package io.github.parallelpools.worker.process.launch;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.github.parallelpools.contract.TestProcesses;
import io.github.parallelpools.pool.InvalidSettingException;

import static org.assertj.core.api.Assertions.assertThat;

/** In JVMs of their own, whose locale knows the letters of ASCII only. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class SpawnedTextTests {

	@Test
	void aVariableThatWouldArriveAsAnotherTextIsRefused() throws Exception {
		assertThat(told("variable")).contains("process.environment", "GREETING", "LANG=C.UTF-8")
			.doesNotContain("secret");
	}

	@Test
	void aPrefixThatWouldArriveAsAnotherTextIsRefused() throws Exception {
		assertThat(told("prefix")).contains("process.command-prefix", "LANG=C.UTF-8");
	}

	@Test
	void whatThePlatformKnowsIsAccepted() throws Exception {
		assertThat(told("neither")).contains("accepted");
	}

	private static String told(String what) throws Exception {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:-UsePerfData", "-cp", System.getProperty("java.class.path"), Application.class.getName(), what)
			.redirectErrorStream(true);
		builder.environment().put("LC_ALL", "C");
		Process application = builder.start();
		try {
			return new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		finally {
			application.destroyForcibly().waitFor();
		}
	}

	/** Tells what becomes of its settings. */
	static final class Application {

		public static void main(String[] args) {
			ProcessSettings usual = TestProcesses.settings();
			try {
				new ProcessSettings(usual.jvm(), List.of("nice", args[0].equals("prefix") ? "gr\u00fcn" : "-n"),
						Map.of("GREETING", args[0].equals("variable") ? "secret gr\u00fc\u00df" : "secret"),
						usual.startTimeout(), usual.stopTimeout(), usual.maxPayload(), null);
				System.out.println("accepted");
			}
			catch (InvalidSettingException ex) {
				System.out.println(ex.getMessage());
			}
		}

	}

}
