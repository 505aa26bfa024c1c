// The page's one place of composition: stores, words, the line to the server, and the scene.
import { createPinia } from 'pinia'
import { createApp, effectScope, nextTick, onScopeDispose, watch } from 'vue'
import { levelOf, regionCode } from '../shared/domain/region.ts'
import type { Frame } from '../shared/wire/frame.ts'
import '@fontsource-variable/noto-sans-sc/wght.css'
import App from './App.vue'
import './look/tokens.css'
import './look/fonts.css'
import './look/base.css'
import { sceneName } from './scenes/names.ts'
import { useBeats, type Ask } from './stores/beats.ts'
import { useChosen } from './stores/chosen.ts'
import { useClock } from './stores/clock.ts'
import { useDistrict } from './stores/district.ts'
import { useLink } from './stores/link.ts'
import { useMirror } from './stores/mirror.ts'
import { useSession } from './stores/session.ts'
import { useWall } from './stores/wall.ts'
import { connect } from './transport/connect.ts'
import { openDecoding, startWorker } from './transport/decoding.ts'
import { createWords } from './words/index.ts'

const TICK = 500
/** A line that is open but silent for so long is dropped and dialled anew. */
const DEAF = 9_000

const pinia = createPinia()
const wall = useWall(pinia)
const session = useSession(pinia)
const clock = useClock(pinia)
const link = useLink(pinia)
const mirror = useMirror(pinia)
const district = useDistrict(pinia)
const beats = useBeats(pinia)
const chosen = useChosen(pinia)

session.enter(window)
wall.open(window.location.search, window.localStorage)
wall.resize(window.innerWidth, window.innerHeight)
window.addEventListener('resize', () => { wall.resize(window.innerWidth, window.innerHeight) })

const served = document.querySelector<HTMLMetaElement>('meta[name="anlan-region"]')?.content ?? ''
const region = wall.address.region ?? regionCode(served)

function heard(frame: Frame): void {
  const mono = performance.now()
  if (frame.kind === 'picture') clock.hear(frame.at, mono, frame.speed)
  if (frame.kind === 'readings') clock.hear(frame.at, mono)
  if (frame.kind === 'beat') clock.step(frame.at, frame.beat, mono)
  if (frame.kind === 'resumed') link.recover(frame.count)
  if (frame.kind === 'picture') link.recover('picture')
  link.hear(mono, 'at' in frame ? frame.at : null)
}

/** The screen's key goes along, as it does with its join. */
const askBeats: Ask = (hash) => fetch(`/api/beats/${encodeURIComponent(hash)}`, session.key === null ? {} : { headers: { authorization: `Bearer ${session.key}` } })

function begin(): void {
  const decoding = openDecoding({
    start: startWorker,
    fixes(decoded) {
      const folded = mirror.applyFixes(decoded)
      if (folded === 'applied') link.hear(performance.now(), mirror.mirror.at)
      return folded
    },
    rejoin: () => { connection.rejoin() },
  })
  const connection = connect({
    key: () => session.key,
    join: () => ({ region, epoch: mirror.mirror.epoch, seq: mirror.pictured ? mirror.mirror.seq : null, screen: { name: wall.name, width: wall.width, height: wall.height } }),
    frame(frame) {
      const folded = mirror.apply(frame)
      if (folded === 'applied') heard(frame)
      return folded
    },
    fixes: (bytes) => { decoding.decode(bytes) },
    state(state, refused) {
      if (state === 'joined') decoding.joined()
      link.line(state, refused)
    },
  })
  // On the map where asked for; by name where a village's grids are counted; and to check beats by.
  const needsGrids = (wall.address.layers?.includes('grids') ?? false) || levelOf(region) === 'village' || sceneName(window.location.pathname, wall.address.scene) === 'editor'
  const scope = effectScope()
  scope.run(() => {
    onScopeDispose(() => {
      connection.close()
      decoding.close()
    })
    // The heartbeat says what is on the glass: after the beat was rendered and a frame was painted.
    watch([() => clock.beat, () => mirror.readings.coverage?.set], ([, set]) => {
      void beats.follow(set ?? null, performance.now(), askBeats)
    }, { immediate: true })
    watch([() => clock.beat, () => chosen.asks], () => { void chosen.follow(performance.now(), (ask) => connection.ask(ask)) })
    watch(() => clock.beat, (beat) => {
      void nextTick(() => requestAnimationFrame(() => { connection.alive(beat, performance.now()) }))
      if (district.geometry === null) void district.load(region, needsGrids, window.fetch.bind(window))
    })
  })
  void district.load(region, needsGrids, window.fetch.bind(window))
  let redialled = -Infinity
  setInterval(() => {
    const mono = performance.now()
    link.judge(mono)
    if (link.heard !== null && mono - Math.max(link.heard, redialled) > DEAF) {
      redialled = mono
      connection.redial()
    }
  }, TICK)
}

/** The map keeps the glyph that it drew first: the face is here before anything is drawn. */
async function fontsReady(): Promise<void> {
  await Promise.allSettled(['400', '700'].map((weight) => document.fonts.load(`${weight} 32px 'Anlan Sans SC'`, '安澜')))
}

void fontsReady().then(() => {
  createApp(App).use(pinia).use(createWords(wall.address.lang)).mount('#wall')
  // A sheet is asked for once and printed: it follows nothing.
  if (!['calibrate', 'sheet'].includes(sceneName(window.location.pathname, wall.address.scene))) begin()
})
