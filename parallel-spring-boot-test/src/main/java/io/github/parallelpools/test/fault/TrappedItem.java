package io.github.parallelpools.test.fault;

import java.io.Serializable;

/**
 * An item whose worker meets a fault, as it travels.
 *
 * @param item the item
 * @param trap the fault
 */
record TrappedItem(Object item, Trap trap) implements Serializable {
}
