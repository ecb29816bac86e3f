package io.github.parallelpools.contract;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.worker.process.wire.FrameType;

/** An item that lets a fault happen in the worker process that it is sent to. */
final class Trap implements Serializable {

	private final Fault fault;

	private final Moment moment;

	/** Where files tell that it may happen, and that it has. */
	private final String directory;

	/** The lock and the map that the tasks use. */
	static final String SHARED = "trapped";

	/** When a fault happens in the life of a task. */
	enum Moment {

		DECODING, RUNNING, WAITING_FOR_LOCK, WITHIN_MAP_CALL, ENCODING, SENDING, IDLE

	}

	Trap(Fault fault, Moment moment, Path directory) {
		this.fault = fault;
		this.moment = moment;
		this.directory = directory.toString();
	}

	/** What a task returns, that is what a worker sends. */
	static final class Prize implements Serializable {

		private final long pid;

		private final transient Trap trap;

		Prize(long pid, Trap trap) {
			this.pid = pid;
			this.trap = trap;
		}

		long pid() {
			return this.pid;
		}

		private void writeObject(ObjectOutputStream out) throws IOException {
			out.defaultWriteObject();
			this.trap.springAt(Moment.ENCODING);
		}

	}

	private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
		in.defaultReadObject();
		springAt(Moment.DECODING);
	}

	private void springAt(Moment now) {
		if (this.moment == now) {
			spring();
		}
	}

	private void spring() {
		try {
			this.fault.happen();
			Files.writeString(Path.of(this.directory, "happened"), "");
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void springLater() {
		Thread thread = new Thread(() -> {
			try {
				Gate.in(Path.of(this.directory)).awaitOpen();
			}
			catch (InterruptedException ex) {
				return;
			}
			spring();
		});
		thread.setDaemon(true);
		thread.start();
	}

	/** Walks into traps, in the worker process. */
	public static final class Victim implements TaskHandler<Trap, Prize> {

		@Override
		public Prize handle(Trap trap, TaskContext context) throws Exception {
			switch (trap.moment) {
				case RUNNING -> trap.spring();
				case WAITING_FOR_LOCK -> {
					trap.springLater();
					context.lock(SHARED).lock();
					context.lock(SHARED).unlock();
				}
				case WITHIN_MAP_CALL -> context.<String>map(SHARED).compute("key", (key, value) -> {
					trap.spring();
					return "computed";
				});
				case SENDING -> {
					Intruder.write(Intruder.beginning(FrameType.RESULT));
					trap.spring();
				}
				case IDLE -> trap.springLater();
				case DECODING, ENCODING -> {
					// Not here.
				}
			}
			return new Prize(ProcessHandle.current().pid(), trap);
		}

	}

}
