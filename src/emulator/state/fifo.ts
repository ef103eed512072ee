// Queues: first in, first out, at any length. What is no longer wanted falls out by itself.

export interface Fifo<Item> {
  push(item: Item): void
  peek(): Item | undefined
  shift(): Item | undefined
}

const fewest = 1_000

/** @param isWanted an item that is not is skipped, and its place is given back now and then */
export function createFifo<Item>(isWanted: (item: Item) => boolean): Fifo<Item> {
  let items: Item[] = []
  let head = 0
  let cleanAt = fewest

  function clean(): void {
    items = items.slice(head).filter(isWanted)
    head = 0
    cleanAt = Math.max(fewest, items.length * 2)
  }

  function peek(): Item | undefined {
    for (; head < items.length; head++) {
      const item = items[head]
      if (item !== undefined && isWanted(item)) return item
    }
    return undefined
  }

  return {
    peek,
    push(item) {
      if (items.length >= cleanAt) clean()
      items.push(item)
    },
    shift() {
      const item = peek()
      if (item !== undefined) head++
      return item
    },
  }
}
