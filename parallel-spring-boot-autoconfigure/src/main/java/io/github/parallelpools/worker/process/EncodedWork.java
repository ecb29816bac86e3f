package io.github.parallelpools.worker.process;

/**
 * Work that was encoded in the thread that submitted it.
 *
 * @param item whether it is an item for the handler, or else something to call
 * @param body the encoded object
 */
record EncodedWork(boolean item, byte[] body) {
}
