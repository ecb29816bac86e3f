package io.github.parallelpools.spi.codec;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The shapes that values of one class loader had, looked up by the bytes that describe
 * them. Bounded: who sends more shapes than an application has has them found out each
 * time. Thread-safe.
 */
final class KnownShapes {

	private static final int MOST = 4096;

	private final ClassLoader loader;

	private final ReadFilter filter;

	private final Map<Block, ReadShape> shapes = new ConcurrentHashMap<>();

	/** Reads the description of a shape. */
	@FunctionalInterface
	private interface Reading {

		ReadShape read(DataInputStream in, Classes classes) throws IOException, ClassNotFoundException;

	}

	/** Where classes are found, and which are allowed. */
	@FunctionalInterface
	interface Classes {

		Class<?> find(String name) throws IOException, ClassNotFoundException;

	}

	KnownShapes(ClassLoader loader, ReadFilter filter) {
		this.loader = loader;
		this.filter = filter;
	}

	private Class<?> load(String name) throws IOException, ClassNotFoundException {
		Class<?> type;
		try {
			type = Class.forName(name, false, this.loader);
		}
		catch (ClassNotFoundException ex) {
			// Of this library, where its loader is another one.
			type = Class.forName(name, false, KnownShapes.class.getClassLoader());
		}
		this.filter.check(type);
		return type;
	}

	ReadShape.OfRecord record(Block block) throws IOException, ClassNotFoundException {
		return (find(block, ReadShape.OfRecord::read) instanceof ReadShape.OfRecord shape) ? shape : other();
	}

	ReadShape.OfEnum constant(Block block) throws IOException, ClassNotFoundException {
		return (find(block, ReadShape.OfEnum::read) instanceof ReadShape.OfEnum shape) ? shape : other();
	}

	ReadShape.OfLambda lambda(Block block) throws IOException, ClassNotFoundException {
		return (find(block, ReadShape.OfLambda::read) instanceof ReadShape.OfLambda shape) ? shape : other();
	}

	private static <T> T other() throws IOException {
		throw new StreamCorruptedException("A shape is not of the kind that was announced");
	}

	private ReadShape find(Block block, Reading reading) throws IOException, ClassNotFoundException {
		ReadShape known = this.shapes.get(block);
		if (known == null) {
			known = reading.read(block.open(), this::load);
			if (this.shapes.size() < MOST) {
				this.shapes.put(block.copy(), known);
			}
		}
		return known;
	}

}
