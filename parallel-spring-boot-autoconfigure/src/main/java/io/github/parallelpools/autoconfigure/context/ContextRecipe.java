package io.github.parallelpools.autoconfigure.context;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;

import io.github.parallelpools.autoconfigure.context.CopiedSource.Kind;

/**
 * What the context of a worker process is made from. It goes through the socket, as it
 * holds whatever secrets the application is configured with.
 */
final class ContextRecipe {

	private final WorkerFunction function;

	private final List<String> activeProfiles;

	private final List<String> defaultProfiles;

	private final List<CopiedSource> sources;

	private ContextRecipe(WorkerFunction function, List<String> activeProfiles, List<String> defaultProfiles,
			List<CopiedSource> sources) {
		this.function = function;
		this.activeProfiles = activeProfiles;
		this.defaultProfiles = defaultProfiles;
		this.sources = sources;
	}

	static ContextRecipe of(WorkerFunction function, ConfigurableEnvironment environment) {
		return new ContextRecipe(function, List.of(environment.getActiveProfiles()),
				List.of(environment.getDefaultProfiles()), EnvironmentCopy.of(environment));
	}

	/** What the context is for. */
	WorkerFunction function() {
		return this.function;
	}

	/** Makes the environment again. */
	WorkerEnvironment environment() {
		return new WorkerEnvironment(this.activeProfiles, this.defaultProfiles, this.sources);
	}

	byte[] encode() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			String name = this.function.name();
			write(out, this.function.configuration());
			write(out, (name != null) ? List.of(name) : List.of());
			write(out, this.function.type());
			write(out, this.activeProfiles);
			write(out, this.defaultProfiles);
			out.writeInt(this.sources.size());
			for (CopiedSource source : this.sources) {
				write(out, source.name());
				out.writeInt(source.kind().ordinal());
				write(out, List.copyOf(source.properties().keySet()));
				write(out, List.copyOf(source.properties().values()));
			}
			return bytes.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void write(DataOutputStream out, List<String> texts) throws IOException {
		out.writeInt(texts.size());
		for (String text : texts) {
			write(out, text);
		}
	}

	private static void write(DataOutputStream out, String text) throws IOException {
		byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
		out.writeInt(encoded.length);
		out.write(encoded);
	}

	static ContextRecipe decode(byte[] encoded) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
			List<String> configuration = texts(in);
			List<String> names = texts(in);
			@Nullable String name = names.isEmpty() ? null : names.get(0);
			WorkerFunction function = new WorkerFunction(configuration, name, text(in));
			return new ContextRecipe(function, texts(in), texts(in), sources(in));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<CopiedSource> sources(DataInputStream in) throws IOException {
		List<CopiedSource> sources = new ArrayList<>();
		for (int left = in.readInt(); left > 0; left--) {
			String name = text(in);
			Kind kind = Kind.values()[in.readInt()];
			List<String> keys = texts(in);
			List<String> values = texts(in);
			Map<String, String> properties = new LinkedHashMap<>();
			for (int i = 0; i < keys.size(); i++) {
				properties.put(keys.get(i), values.get(i));
			}
			sources.add(new CopiedSource(name, kind, properties));
		}
		return sources;
	}

	private static List<String> texts(DataInputStream in) throws IOException {
		List<String> texts = new ArrayList<>();
		for (int left = in.readInt(); left > 0; left--) {
			texts.add(text(in));
		}
		return texts;
	}

	private static String text(DataInputStream in) throws IOException {
		return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
	}

}
