// What every panel of a wall scene is handed: words, names, colours, time, and where the bezels run.
import { computed, inject, onScopeDispose, shallowRef, watch, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { CoverageReading, Readings } from '../../../shared/domain/reading.ts'
import { calendar, instant, type Instant } from '../../../shared/domain/time.ts'
import { readInk, type Ink } from '../../charts/theme.ts'
import { beatsNow, type BeatNow } from '../../map/beats.ts'
import { useBeats } from '../../stores/beats.ts'
import { useClock } from '../../stores/clock.ts'
import { useDistrict } from '../../stores/district.ts'
import { useLink } from '../../stores/link.ts'
import { useMirror } from '../../stores/mirror.ts'
import { useWall } from '../../stores/wall.ts'
import type { Say } from '../../words/index.ts'
import type { Tile } from './explain.ts'
import type { SceneLayout } from './layout.ts'
import { namesOf, type Names } from './names.ts'
import { isPart } from './scope.ts'

export interface View {
  readonly say: Say
  readonly names: ComputedRef<Names>
  readonly ink: Readonly<Ref<Ink>>
  /** Server time of the last beat: ages are counted to it. */
  readonly shown: ComputedRef<Instant>
  readonly lost: ComputedRef<boolean>
  /** The same as shown while the link lives; after that it goes on by this screen's own reckoning: good for the day, not for ages. */
  readonly today: ComputedRef<Instant>
  /** Of the region that the screen watches. */
  readonly readings: ComputedRef<Partial<Readings>>
  readonly part: ComputedRef<boolean>
  /** Coverage while a set of beats is in force; null otherwise, and while none is known of. */
  readonly coverage: ComputedRef<CoverageReading | null>
  /** Its beats as they stand at the last beat; none while their set is not here. */
  readonly beats: ComputedRef<readonly BeatNow[]>
  /** Why they are not, or are those of an older set; null while all is well. */
  readonly lacking: ComputedRef<string | null>
  readonly still: ComputedRef<boolean>
  readonly layout: ComputedRef<SceneLayout>
  /** Bezel lines in px of the page. */
  readonly bezels: ComputedRef<{ readonly x: readonly number[]; readonly y: readonly number[] }>
  readonly asked: Ref<Tile | null>
  /** The unit or the beat among what can be asked about, by its id. */
  readonly unit: ComputedRef<string | null>
  readonly beat: ComputedRef<string | null>
}

export const viewKey: InjectionKey<View> = Symbol('view')

/** The view that a wall scene provides; a panel outside of it is a fault of the program. */
export function useView(): View {
  const view = inject(viewKey)
  if (!view) throw new Error('a panel stands outside its scene')
  return view
}

const calmMotion = (): Readonly<Ref<boolean>> => {
  const query = window.matchMedia('(prefers-reduced-motion: reduce)')
  const calm = shallowRef(query.matches)
  const heed = (): void => { calm.value = query.matches }
  query.addEventListener('change', heed)
  onScopeDispose(() => query.removeEventListener('change', heed))
  return calm
}

export function createView(layout: ComputedRef<SceneLayout>, asked: Ref<Tile | null>): View {
  const { t } = useI18n()
  const mirror = useMirror()
  const district = useDistrict()
  const clock = useClock()
  const link = useLink()
  const wall = useWall()
  const say: Say = (key, values) => t(key, values ?? {})
  const calm = calmMotion()
  const readTokens = (): Ink => {
    const style = getComputedStyle(document.documentElement)
    return readInk((property) => style.getPropertyValue(property), wall.rem)
  }
  const ink = shallowRef(readTokens())
  const shown = computed(() => clock.shown ?? instant(0))
  const night = computed(() => wall.dim(calendar(shown.value).hour))
  const set = useBeats()
  const coverage = computed(() => (mirror.readings.coverage && mirror.readings.coverage.set !== null ? mirror.readings.coverage : null))
  const beats = computed(() => (coverage.value ? beatsNow(set.beats, coverage.value.beats, shown.value) : []))
  const lacking = computed(() => {
    if (!mirror.readings.coverage) return say('patrol.state.unknown')
    if (coverage.value === null) return say('patrol.state.none')
    if (set.state === 'here') return null
    const why = set.fault === null ? say('patrol.state.fetching') : say('patrol.state.fault', { why: set.fault })
    return set.state === 'behind' ? say('patrol.state.behind', { why }) : why
  })
  const part = computed(() => isPart(mirror.mirror.region))
  const named = (what: 'unit' | 'beat') => computed(() => (asked.value?.startsWith(`${what}:`) ? asked.value.slice(what.length + 1) : null))
  watch([() => wall.rem, night], () => { ink.value = readTokens() }, { flush: 'post' })
  return {
    say, ink, shown, layout, asked, unit: named('unit'), beat: named('beat'), part, coverage, beats, lacking,
    readings: computed(() => mirror.readings),
    names: computed(() => namesOf(say, mirror.mirror.catalogue, (region) => district.place(region), (region) => district.names.get(region)?.name ?? district.place(region))),
    lost: computed(() => link.lost),
    today: computed(() => (link.lost ? link.reckoned : null) ?? shown.value),
    still: computed(() => wall.address.still || calm.value),
    bezels: computed(() => ({
      x: layout.value.bezels.x.map((x) => x * wall.rem), y: layout.value.bezels.y.map((y) => y * wall.rem),
    })),
  }
}
