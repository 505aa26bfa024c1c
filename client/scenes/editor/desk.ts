// The editor's desk: the draft with its history, what is chosen and which tool is in hand, what is wrong, what changes, and adopting it.
import { computed, ref, shallowRef, watch, type InjectionKey } from 'vue'
import { MOST_RESTS, type Beat, type BeatId } from '../../../shared/domain/beat.ts'
import { checkBeat, checkBeats, type Fault } from '../../../shared/domain/beats/check.ts'
import { carryOver, changesOf } from '../../../shared/domain/beats/diff.ts'
import { createOverlaps } from '../../../shared/domain/beats/overlaps.ts'
import type { Misfit } from '../../../shared/domain/beats/misfits.ts'
import { readBeats } from '../../../shared/domain/beats/read.ts'
import type { Crs } from '../../../shared/domain/geo.ts'
import { Unusable } from '../../../shared/domain/geojson.ts'
import type { Tier } from '../../../shared/domain/tier.ts'
import { instant, type Instant } from '../../../shared/domain/time.ts'
import type { Say } from '../../words/index.ts'
import { freeId, freeName, keepDraft, newBeat, readDraft, rounded, withShape, type Drawn, type Shelf } from './draft.ts'
import { begin, redo, step, undo, type History } from './history.ts'
import type { EditorLand } from './land.ts'
import { askAdopt, askBeats, askSets, effectiveOf, heldAt, type Adopted, type Ask, type Refused, type SetThere } from './server.ts'
import { pathsOf, snapTo, type Snap } from './snap.ts'
import { splitArea, splitLine, type SplitFault } from './split.ts'

export const tools = ['choose', 'area', 'line', 'point', 'corners', 'split', 'rests'] as const
export type Tool = (typeof tools)[number]

export interface DeskParts {
  readonly land: EditorLand
  readonly shelf: Shelf
  readonly ask: Ask
  /** The screen's own key, with which it reads. */
  readonly screenKey: string | null
  readonly say: Say
  /** The server's time. */
  now(): Instant
}

type Base = { readonly hash: string; readonly from: number } | null

export function createDesk({ land, shelf, ask, screenKey, say, now }: DeskParts) {
  const district = land.manifest.code
  const sets = shallowRef<readonly SetThere[]>([])
  const base = shallowRef<Base>(null)
  /** What the draft was made from. */
  const before = shallowRef<readonly Beat[]>([])
  const history = shallowRef<History<readonly Beat[]>>(begin([]))
  const beats = computed(() => history.value.now)
  const chosenId = ref<BeatId | null>(null)
  const chosen = computed(() => beats.value.find(({ id }) => id === chosenId.value) ?? null)
  const tool = ref<Tool>('choose')
  /** Goes up when the pen has to begin anew: another tool or beat, or a step back. */
  const turn = ref(0)
  const snapping = ref(true)
  const effective = ref('')
  const loaded = ref(false)
  const fault = shallowRef<Refused | null>(null)
  const busy = ref(false)
  const refusal = shallowRef<Refused | null>(null)
  const adopted = shallowRef<Adopted | null>(null)
  /** One line of what just happened or could not be done. */
  const notice = ref('')
  const kept = ref(true)

  const judged = new WeakMap<Beat, readonly Fault[]>()
  const faultsOf = (beat: Beat): readonly Fault[] => {
    const known = judged.get(beat) ?? checkBeat(beat, land, land.catalogue)
    judged.set(beat, known)
    return known
  }
  const overlaps = createOverlaps()
  const misfits = computed((): readonly Misfit[] => checkBeats({ beats: [...beats.value] }, land, land.catalogue, faultsOf, overlaps))
  /** What would be wrong with a beat that is being drawn, or moved in the place of one of the draft. */
  function faultsOfSketch(sketch: Beat): readonly Misfit[] {
    const others = beats.value.filter(({ id }) => id !== sketch.id)
    return checkBeats({ beats: [...others, sketch] }, land, land.catalogue, faultsOf, overlaps).filter(({ at }) => at === others.length)
  }
  const wrong = computed((): ReadonlySet<string> => new Set(misfits.value.map(({ id }) => id)))
  const changes = computed(() => changesOf(before.value, beats.value))
  const changed = computed((): ReadonlySet<string> => new Set(changes.value.map(({ id }) => id)))
  const from = computed(() => effectiveOf(effective.value))
  /** Which set holds when the draft begins, and until when the draft would. */
  const held = computed(() => heldAt(sets.value, instant(Math.max(from.value ?? now(), now()))))
  const stale = computed(() => loaded.value && (held.value.set?.hash ?? null) !== (base.value?.hash ?? null))

  const borders = snapTo(land.borders)
  const neighbours = computed((): Snap => snapTo(beats.value.filter(({ id }) => tool.value !== 'corners' || id !== chosenId.value).flatMap(pathsOf)))
  function snap(place: [number, number], reach: number): [number, number] | null {
    if (!snapping.value) return null
    const found = [neighbours.value(place, reach), borders(place, reach)].filter((one) => one !== null)
    return (found.find(({ to }) => to === 'corner') ?? found.at(0))?.place ?? null
  }

  watch([beats, base, effective], () => {
    if (!loaded.value) return
    const draft = changes.value.length === 0 ? null : { district, base: base.value, effective: effective.value, before: [...before.value], beats: [...beats.value] }
    kept.value = keepDraft(shelf, draft)
  })

  function edit(next: readonly Beat[]): void {
    history.value = step(history.value, next)
    refusal.value = null
    adopted.value = null
  }
  const put = (beat: Beat, id: BeatId = beat.id): void => { edit(beats.value.map((one) => (one.id === id ? beat : one))) }

  function take(next: Tool): void {
    tool.value = next
    notice.value = ''
    turn.value++
  }
  function choose(id: BeatId | null): void {
    if (id === chosenId.value) return
    chosenId.value = id
    if (tool.value === 'corners' || ((tool.value === 'split' || tool.value === 'rests') && id === null)) tool.value = 'choose'
    notice.value = ''
    turn.value++
  }
  function back(move: typeof undo<readonly Beat[]>): void {
    history.value = move(history.value)
    refusal.value = null
    notice.value = ''
    turn.value++
  }

  function add(drawn: Drawn): void {
    const name = freeNewName(drawn.tier)
    const beat = newBeat(drawn, beats.value, land, name, land.catalogue.shifts.map((shift) => shift.name))
    edit([...beats.value, beat])
    chosenId.value = beat.id
    take('choose')
  }
  /** 新巡区1: the first number that no other has. */
  const freeNewName = (tier: Tier): string => {
    const taken = new Set(beats.value.map(({ name }) => name))
    let number = 1
    while (taken.has(say(`editor.fresh.${tier}`, { n: number }))) number++
    return say(`editor.fresh.${tier}`, { n: number })
  }

  function reshape(drawn: Drawn): void {
    const beat = chosen.value && withShape(chosen.value, drawn)
    if (beat) put(beat)
  }

  /** One more place where the chosen beat's team may rest. */
  function addRest(drawn: Drawn): void {
    const beat = chosen.value
    if (!beat || drawn.tier !== 'point') return
    const rests = [...beat.rests ?? [], rounded(drawn).place]
    notice.value = rests.length > MOST_RESTS ? say('editor.hint.rests-full', { n: MOST_RESTS }) : ''
    if (rests.length <= MOST_RESTS) put({ ...beat, rests })
  }

  function cut(drawn: Drawn): void {
    const beat = chosen.value
    if (beat?.tier === 'area' && drawn.tier === 'line') {
      const parts = splitArea(beat.polygons, drawn.line)
      if (typeof parts === 'string') return missed(parts)
      return part(beat, parts.map((polygons): Drawn => ({ tier: 'area', polygons })))
    }
    if (beat?.tier === 'line' && drawn.tier === 'point') {
      const parts = splitLine(beat.line, drawn.place)
      if (!parts) return missed('misses')
      return part(beat, parts.map((line): Drawn => ({ tier: 'line', line })))
    }
  }
  function missed(why: SplitFault): void {
    notice.value = say(`editor.split.${why}`)
    turn.value++
  }
  /** The first part stays what the beat was; the others follow it with its plan and names of their own. */
  function part(beat: Beat, parts: readonly Drawn[]): void {
    let all: Beat[] = [...beats.value]
    const own = parts.flatMap((drawn, at) => {
      const shaped = withShape(beat, drawn)
      if (!shaped || at === 0) return shaped ? [shaped] : []
      const next: Beat = { ...shaped, id: freeId(all, beat.tier), name: freeName(all, beat.name) }
      all = [...all, next]
      return [next]
    })
    edit(beats.value.flatMap((one) => (one.id === beat.id ? own : [one])))
    take('choose')
    notice.value = say('editor.split.done', { name: beat.name, n: own.length })
  }

  function remove(): void {
    if (!chosen.value) return
    const { id } = chosen.value
    edit(beats.value.filter((beat) => beat.id !== id))
    choose(null)
    take('choose')
  }
  /** The beat as it was in the set that the draft was made from; a new one goes. */
  function restore(id: BeatId): void {
    const old = before.value.find((beat) => beat.id === id)
    const here = beats.value.some((beat) => beat.id === id)
    edit(old ? (here ? beats.value.map((beat) => (beat.id === id ? old : beat)) : [...beats.value, old]) : beats.value.filter((beat) => beat.id !== id))
    turn.value++
  }
  /** A change of name, plan or id; the choice follows the id. */
  function change(beat: Beat): void {
    const id = chosenId.value
    if (id === null) return
    put(beat, id)
    chosenId.value = beat.id
  }

  function bring(text: string, crs: Crs): void {
    try {
      const read = readBeats(text, crs).map(({ beat }) => beat)
      edit(read)
      choose(null)
      notice.value = say('editor.file.taken', { n: read.length })
    } catch (error) {
      if (!(error instanceof Unusable)) throw error
      notice.value = say('editor.file.refused', { why: `${error.feature === null ? '' : `${error.feature}: `}${error.message}` })
    }
  }

  async function look(): Promise<void> {
    const found = await askSets(ask, screenKey)
    if ('got' in found) sets.value = found.got
    else fault.value = found
  }
  /** Takes a set as it is, or with the changes of the draft carried over to it. */
  async function load(hash: string | null, carrying = false): Promise<void> {
    const set = sets.value.find((one) => one.hash === hash) ?? null
    const found = set ? await askBeats(ask, screenKey, set.hash) : { got: [] }
    if (!('got' in found)) return void (fault.value = found)
    const carried = carrying ? carryOver(before.value, beats.value, found.got) : null
    loaded.value = true
    before.value = found.got
    base.value = set && { hash: set.hash, from: set.from }
    history.value = step(begin<readonly Beat[]>(found.got), carried?.beats ?? found.got)
    refusal.value = null
    fault.value = null
    notice.value = carried ? (carried.both.length > 0 ? say('editor.carried.both', { ids: carried.both.join(say('joins.list')) }) : say('editor.carried.clean')) : ''
    if (!chosen.value) choose(null)
    turn.value++
  }
  async function open(): Promise<void> {
    await look()
    if (fault.value) return
    const draft = readDraft(shelf, district)
    if (!draft) return load(heldAt(sets.value, now()).set?.hash ?? null)
    before.value = draft.before
    base.value = draft.base
    effective.value = draft.effective
    history.value = step(begin<readonly Beat[]>(draft.before), draft.beats)
    loaded.value = true
    notice.value = say('editor.kept.found')
  }

  async function adopt(key: string): Promise<void> {
    if (busy.value || from.value === undefined) return
    busy.value = true
    refusal.value = null
    try {
      const answer = await askAdopt(ask, key, { base: base.value?.hash ?? null, effective: from.value, beats: beats.value })
      await look()
      if (!('got' in answer)) return void (refusal.value = answer)
      adopted.value = answer.got
      before.value = beats.value
      base.value = { hash: answer.got.hash, from: answer.got.from }
      history.value = begin(beats.value)
      kept.value = keepDraft(shelf, null)
    } finally {
      busy.value = false
    }
  }

  return {
    land, sets, base, before, history, beats, chosenId, chosen, tool, turn, snapping, effective, loaded, fault, busy, refusal, adopted, notice, kept,
    misfits, wrong, changes, changed, from, held, stale, now, faultsOfSketch,
    snap, take, choose, add, reshape, addRest, cut, remove, restore, change, bring, look, load, open, adopt,
    undo: () => { back(undo) }, redo: () => { back(redo) },
  }
}

export type Desk = ReturnType<typeof createDesk>
export const deskKey: InjectionKey<Desk> = Symbol('desk')
