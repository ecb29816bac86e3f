package io.github.parallelpools.worker.process;

import io.github.parallelpools.worker.process.wire.TaskMessage;

/**
 * Work that was encoded in the thread that submitted it.
 *
 * @param form what the body is
 * @param body the encoded object or objects
 */
record EncodedWork(TaskMessage.Form form, byte[] body) {
}
