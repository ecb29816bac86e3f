package io.github.parallelpools.spi;

import java.util.List;
import java.util.OptionalInt;

/**
 * Which processors a process may use, as far as the system lets itself be told. Safe for
 * use by several threads.
 */
public interface CpuBinding {

	/**
	 * What stands before the command of a process that is bound from its start.
	 * @param cpus the numbers of the processors
	 * @return the first part of a command
	 * @throws IllegalArgumentException if there is no such processor
	 * @throws UnsupportedOperationException if this system can't do it
	 */
	List<String> prefix(int... cpus);

	/**
	 * Binds all threads of a process that is running; waits until that is done.
	 * @param pid the process
	 * @param cpus the numbers of the processors
	 * @throws IllegalArgumentException if there is no such processor
	 * @throws UnsupportedOperationException if this system can't do it
	 */
	void bind(long pid, int... cpus);

	/**
	 * The processor on which the main thread of a worker process ran last.
	 * @param pid the process
	 * @return its number, empty if the process has ended
	 * @throws UnsupportedOperationException if this system does not tell
	 */
	OptionalInt running(long pid);

}
