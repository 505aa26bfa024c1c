// The queue of open events: which come first, and in which of the five stages they stand.
import { stages, type GridEvent, type Stage } from '../../../shared/domain/event.ts'
import type { OpenReading } from '../../../shared/domain/reading.ts'

/** 0 待受理 · 1 待派遣 · 2 待签收 · 3 处置中 · 4 待核查; null when nobody has anything left to do. */
export function stageSlot(stage: Stage): 0 | 1 | 2 | 3 | 4 | null {
  switch (stage) {
    case 'draft':
    case 'reported': return 0
    case 'accepted': return 1
    case 'dispatched': return 2
    case 'handling':
    case 'suspended': return 3
    case 'handled': return 4
    default: return null
  }
}

/** By level, then the longest open first, then id: no key moves with time, so rows change places only when levels or stages do. */
export const sortQueue = (events: readonly GridEvent[]): GridEvent[] =>
  [...events].sort((a, b) => a.level - b.level || a.occurred - b.occurred || (a.id < b.id ? -1 : 1))

export interface StageCount { readonly count: number; readonly oldest: number | null }

/** The reading's stages as the five counts; they add up to its total. */
export function stageCounts(open: OpenReading): StageCount[] {
  const counts: { count: number; oldest: number | null }[] = Array.from({ length: 5 }, () => ({ count: 0, oldest: null }))
  for (const stage of stages) {
    const slot = stageSlot(stage)
    const at = open.byStage[stage]
    if (slot === null || !at) continue
    counts[slot].count += at.count
    counts[slot].oldest = Math.min(counts[slot].oldest ?? Infinity, at.oldest)
  }
  return counts
}

/** How many of `events` there are of each level 1–4. */
export function levelCounts(events: readonly { level: 1 | 2 | 3 | 4 }[]): [number, number, number, number] {
  const counts: [number, number, number, number] = [0, 0, 0, 0]
  for (const { level } of events) counts[level - 1]++
  return counts
}

/**
 * Open events beside the rows that are shown, by level: by the reading, which also counts what a wall does not show one by
 * one; by the events at hand where those are newer.
 */
export function restLevels(open: OpenReading | null, all: readonly GridEvent[], rows: readonly GridEvent[]): [number, number, number, number] {
  const [known, shown] = [levelCounts(all), levelCounts(rows)]
  const rest = ([1, 2, 3, 4] as const).map((level) => Math.max(open?.byLevel[level] ?? 0, known[level - 1]) - shown[level - 1])
  return rest as [number, number, number, number]
}
