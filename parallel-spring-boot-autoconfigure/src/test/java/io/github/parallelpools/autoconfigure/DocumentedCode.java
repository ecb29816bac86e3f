package io.github.parallelpools.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/** The code in a page, to be compiled and run. */
final class DocumentedCode {

	private static final String CLASS_PATH = "java.class.path";

	private final String page;

	private DocumentedCode(String page) {
		this.page = page;
	}

	static DocumentedCode of(Path page) {
		try {
			return new DocumentedCode(Files.readString(page));
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	String page() {
		return this.page;
	}

	List<String> blocks(String language) {
		Matcher matcher = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(this.page);
		return matcher.results().map((result) -> result.group(1)).toList();
	}

	/** Compiles a class without a package into a directory. */
	static void compile(String name, String source, Path classes) {
		compile(name, source, classes, System.getProperty(CLASS_PATH));
	}

	/** Compiles such a class with a class path of its own. */
	static void compile(String name, String source, Path classes, String classPath) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
		boolean compiled = compiler
			.getTask(null, null, problems, List.of("-proc:none", "-d", classes.toString(), "-cp", classPath), null, List
				.of(new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {

					@Override
					public CharSequence getCharContent(boolean ignoreEncodingErrors) {
						return source;
					}

				}))
			.call();
		assertThat(compiled).as(() -> problems.getDiagnostics().stream().map(Diagnostic::toString).toList().toString())
			.isTrue();
	}

	/** Runs something in an application that has the directory on its class path. */
	static void run(Path classes, Application application) throws Exception {
		String classPath = System.getProperty(CLASS_PATH);
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() },
				DocumentedCode.class.getClassLoader())) {
			// Worker processes get this one.
			System.setProperty(CLASS_PATH, classPath + File.pathSeparator + classes);
			application.run(loader);
		}
		finally {
			System.setProperty(CLASS_PATH, classPath);
		}
	}

	/** Uses the compiled classes. */
	interface Application {

		void run(ClassLoader loader) throws Exception;

	}

}
