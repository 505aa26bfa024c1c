// What is still to come, earliest first.
import type { Instant } from '../../shared/domain/time.ts'

export class Agenda<Item> {
  readonly #heap: { at: number; order: number; item: Item }[] = []
  #order = 0

  get length(): number { return this.#heap.length }

  put(at: Instant, item: Item): void {
    const heap = this.#heap
    let child = heap.push({ at, order: this.#order++, item }) - 1
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (!before(heap[child], heap[parent])) break
      ;[heap[child], heap[parent]] = [heap[parent], heap[child]]
      child = parent
    }
  }

  /** Takes out everything up to and including `now`, in order of time, equals in the order they were put in. */
  take(now: Instant): Item[] {
    const due: Item[] = []
    while (this.#heap.length > 0 && this.#heap[0].at <= now) due.push(this.#pop())
    return due
  }

  #pop(): Item {
    const heap = this.#heap
    const top = heap[0]
    const last = heap.pop()!
    if (heap.length > 0) {
      heap[0] = last
      for (let parent = 0;;) {
        const left = parent * 2 + 1
        if (left >= heap.length) break
        const child = left + 1 < heap.length && before(heap[left + 1], heap[left]) ? left + 1 : left
        if (!before(heap[child], heap[parent])) break
        ;[heap[child], heap[parent]] = [heap[parent], heap[child]]
        parent = child
      }
    }
    return top.item
  }
}

const before = (a: { at: number; order: number }, b: { at: number; order: number }): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)
