// States as pieces for snapshots, and back: small ones are copied, long lists in parts, long time lines are handed out as they stand.
import { hold, type TaggedTimeline, type Timeline } from './timeline.ts'

/** Instants in one piece: few enough to be copied in well under a millisecond. */
const MOST = 16_384

/** Where a time line lies among the pieces; the pieces of its numbers follow those of its instants. */
interface Laid { readonly laid: number; readonly count: number; readonly length: number; readonly tagged: boolean }

/** Where a long list of objects lies: pieces of MANY of them one after another. */
interface LaidList { readonly list: number; readonly count: number }
/** Objects in one piece of a long list: few enough to be made bytes of in some milliseconds. */
const MANY = 512

export type Pieces = readonly [unknown, ...(Float64Array | Uint32Array | unknown[])[]]

/** Objects, arrays, Maps, typed arrays and time lines as pieces that stay as they are whatever happens next. */
export function apart(data: unknown): Pieces {
  const lines: (Float64Array | Uint32Array | unknown[])[] = []
  const copy = (one: unknown): unknown => {
    if (Array.isArray(one) && one.length > MANY && !isPlain(one.values())) {
      const parts = Array.from({ length: Math.ceil(one.length / MANY) }, (_, part) => one.slice(part * MANY, (part + 1) * MANY).map(copy))
      return { list: lines.push(...parts) - parts.length, count: parts.length } satisfies LaidList
    }
    if (!isTimeline(one)) return each(one, copy)
    const { times, tags } = hold(one)
    const laid: Laid = { laid: lines.length, count: Math.ceil(times.length / MOST), length: times.length, tagged: tags !== null }
    for (const column of tags ? [times, tags] : [times]) for (let at = 0; at < times.length; at += MOST) lines.push(column.subarray(at, at + MOST))
    return laid
  }
  return [copy(data), ...lines]
}

/** What was taken apart, sharing nothing with the pieces. */
export function together([data, ...lines]: Pieces): unknown {
  const copy = (one: unknown): unknown => {
    if (isLaidList(one)) return lines.slice(one.list, one.list + one.count).flatMap((part) => (part as unknown[]).map(copy))
    if (!isLaid(one)) return each(one, copy)
    const times = new Float64Array(Math.max(16, one.length))
    const tags = new Uint32Array(one.tagged ? times.length : 0)
    for (let index = 0; index < one.count; index++) {
      times.set(lines[one.laid + index] as Float64Array, index * MOST)
      if (one.tagged) tags.set(lines[one.laid + one.count + index] as Uint32Array, index * MOST)
    }
    const line: Timeline = { times, length: one.length, held: 0 }
    return one.tagged ? { ...line, tags } satisfies TaggedTimeline : line
  }
  return copy(data)
}

/** A copy one level deep whose parts are `copy`'s. */
function each(data: unknown, copy: (one: unknown) => unknown): unknown {
  if (typeof data !== 'object' || data === null) return data
  if (ArrayBuffer.isView(data)) return (data as Float64Array).slice()
  // Most that is long here holds strings and numbers alone, which need no copy of their own.
  if (data instanceof Map) return isPlain(data.values()) ? new Map(data) : new Map([...data].map(([key, value]: [unknown, unknown]) => [key, copy(value)]))
  if (Array.isArray(data)) return isPlain(data.values()) ? data.slice() : data.map(copy)
  const copied: Record<string, unknown> = { ...data }
  for (const key in copied) if (typeof copied[key] === 'object') copied[key] = copy(copied[key])
  return copied
}

const isTimeline = (data: unknown): data is Timeline => typeof data === 'object' && data !== null && 'held' in data && 'times' in data
const isLaidList = (data: unknown): data is LaidList => typeof data === 'object' && data !== null && 'list' in data && 'count' in data
const isLaid = (data: unknown): data is Laid => typeof data === 'object' && data !== null && 'laid' in data && 'count' in data

function isPlain(values: Iterable<unknown>): boolean {
  for (const value of values) if (typeof value === 'object' && value !== null) return false
  return true
}
