package io.github.parallelpools.autoconfigure.replay;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.MappedItem;
import io.github.parallelpools.task.Work;

/**
 * In which build of a class a lambda was written. Its body travels as the number of a
 * method of that class, so that another build would run something else, and perhaps
 * without a word. Knows nothing of lambdas that other objects hold.
 */
public final class LambdaBuild {

	private static final String KEY = "lambda";

	private LambdaBuild() {
	}

	/**
	 * Notes the build, if the work is a lambda.
	 * @param work what was submitted
	 * @param loader where its class is found
	 * @param head has it from now on
	 */
	public static void note(Work work, ClassLoader loader, Map<String, Object> head) {
		Object function = (work instanceof Work.Call call) ? call.callable()
				: (work instanceof Work.Apply apply) ? apply.handler() : null;
		SerializedLambda lambda = lambda((function instanceof MappedItem<?, ?> item) ? item.mapper() : function);
		if (lambda != null) {
			String type = lambda.getCapturingClass().replace('/', '.');
			String digest = digest(type, loader);
			if (digest != null) {
				head.put(KEY, Map.of(type, digest));
			}
		}
	}

	/**
	 * Refuses a lambda of another build.
	 * @param file the file
	 * @param loader where its class is found here
	 * @throws ReplayFileException if its class differs or is missing
	 */
	static void check(ReplayFile file, ClassLoader loader) {
		if (file.head().get(KEY) instanceof Map<?, ?> builds) {
			builds.forEach((type, digest) -> {
				if (!String.valueOf(digest).equals(digest(String.valueOf(type), loader))) {
					throw new ReplayFileException(
							"The task is a lambda of '%s', and this application has another build of that class or none. A lambda can be run again by the build only that has written it; send items to a handler for what is to last longer."
								.formatted(type));
				}
			});
		}
	}

	private static @Nullable SerializedLambda lambda(@Nullable Object function) {
		if (function == null || !function.getClass().isSynthetic()) {
			return null;
		}
		try {
			Method replacing = function.getClass().getDeclaredMethod("writeReplace");
			replacing.setAccessible(true);
			return (replacing.invoke(function) instanceof SerializedLambda lambda) ? lambda : null;
		}
		catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException | RuntimeException ex) {
			return null;
		}
	}

	private static @Nullable String digest(String type, ClassLoader loader) {
		try (InputStream in = loader.getResourceAsStream(type.replace('.', '/') + ".class")) {
			return (in != null)
					? HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(in.readAllBytes())) : null;
		}
		catch (IOException ex) {
			return null;
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

}
