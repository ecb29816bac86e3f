/**
 * Files with tasks that killed their workers, and running such a task again. It knows
 * what a file looks like and how one task is run in a fresh worker; it knows neither how
 * pools are configured ({@link io.github.parallelpools.autoconfigure.replay.ReplayTarget}
 * tells) nor who asks for a file.
 *
 * <pre>
 *   parallel-pools-replay 1 head=812 payload=96 sha256=7d86...   one line: what it is, and how much of it
 *   { "pool": "regex", "task": ..., "settings": ... }            the head, for people and for who runs it again
 *   ....                                                         the payload as workers get it
 * </pre>
 *
 * <b>It promises</b> that the application decodes nothing of a payload: the worker does,
 * with the filter of the pool as it is configured here. What a file tells of settings is
 * for people only, so that a file chooses neither a command nor a class path nor a
 * filter. The digest finds files that were damaged, not such as somebody has forged: who
 * runs a file again runs what its author wants to be run, in a process of the pool.
 * <p>
 * A file is made under another name, readable by its owner only, and gets its own when it
 * is complete ({@code ReplayDirectory}). No link is followed at either name, and nothing
 * is overwritten.
 */
@NullMarked
package io.github.parallelpools.autoconfigure.replay;

import org.jspecify.annotations.NullMarked;
