package io.github.parallelpools.actuate.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text of the page, put together from its files. Knows nothing of who asks for it.
 */
final class DashboardPage {

	/** In an order in which each knows those before it only. */
	private static final List<String> SCRIPTS = List.of("elements.js", "endpoint.js", "history.js", "charts.js",
			"overview.js", "cluster.js", "pool.js", "main.js");

	private static final String STYLE = "page.css";

	private static final String DOCUMENT = "page.html";

	private DashboardPage() {
	}

	/**
	 * Makes the page.
	 * @param endpoint the address of the endpoint, as seen from the page
	 * @return a whole HTML document
	 */
	static String of(String endpoint) {
		String style = file(STYLE);
		String script = SCRIPTS.stream().map(DashboardPage::file).collect(Collectors.joining());
		String policy = "default-src 'none'; style-src %s; script-src %s; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
			.formatted(digest(style), digest(script));
		return file(DOCUMENT).replace("@policy@", policy)
			.replace("@endpoint@", escaped(endpoint))
			.replace("@style@", style)
			.replace("@script@", script);
	}

	/** The names of all files that it is made from. */
	static List<String> files() {
		return Stream.concat(Stream.of(DOCUMENT, STYLE), SCRIPTS.stream()).toList();
	}

	/** For an attribute in double quotes. */
	private static String escaped(String text) {
		return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
	}

	private static String file(String name) {
		try (InputStream in = DashboardPage.class.getResourceAsStream(name)) {
			if (in == null) {
				throw new IllegalStateException("The file '" + name + "' of the dashboard is missing in the jar");
			}
			// A browser reads all ends of lines as this one before it takes a digest.
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String digest(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Each Java has SHA-256", ex);
		}
	}

}
