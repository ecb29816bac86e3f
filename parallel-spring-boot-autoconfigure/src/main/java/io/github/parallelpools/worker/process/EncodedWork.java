package io.github.parallelpools.worker.process;

import io.github.parallelpools.worker.process.wire.TaskMessage;

/**
 * Work that was encoded before a worker runs it.
 *
 * @param mode what it is
 * @param body the encoded object or objects, empty for a poll
 */
record EncodedWork(TaskMessage.Mode mode, byte[] body) {
}
