package io.github.parallelpools.worker.process.child;

import java.io.IOException;
import java.lang.reflect.Constructor;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ChildContext;
import io.github.parallelpools.spi.PayloadCodec;

/**
 * Opens what the submitters of tasks had along, by a class that is loaded with the first
 * one that had something. Confined to the thread that runs the tasks.
 */
final class TaskScopes {

	private final @Nullable String className;

	private final ClassLoader classLoader;

	private final PayloadCodec codec;

	private @Nullable ChildContext opens;

	TaskScopes(@Nullable String className, ClassLoader classLoader, PayloadCodec codec) {
		this.className = className;
		this.classLoader = classLoader;
		this.codec = codec;
	}

	ChildContext.Scope open(byte[] context) throws ReflectiveOperationException, IOException {
		ChildContext made = this.opens;
		if (made == null) {
			if (this.className == null) {
				throw new IllegalStateException("The task has a context, and the worker was not told who sets it");
			}
			Constructor<?> constructor = Class.forName(this.className, true, this.classLoader).getDeclaredConstructor();
			made = (ChildContext) constructor.newInstance();
			this.opens = made;
		}
		return made.open(context, this.codec);
	}

}
