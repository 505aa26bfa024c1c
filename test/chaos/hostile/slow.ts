// One frozen and ten slow screens beside healthy ones (R13): what the healthy notice of it, and what the server holds for it.
import { countingScreen, percentile, type Counted } from '../../load.ts'
import { Walkers, sendBatch } from '../../walkers.ts'
import { call, DISTRICT, until } from '../../start.ts'
import { enter, frame, type RawScreen } from './screens.ts'
import { addresses, startVictim, type Memory, type Victim } from './victim.ts'

const GATEWAY = 'slow-gateway-credential-0001'
const UNITS = 400
/** Bytes a millisecond: 64 kB/s. */
const PACE = 64

export interface SlowRun {
  /** ms from report made to decoded on healthy screens, without and with the slow ones beside. */
  readonly alone: { readonly p50: number; readonly p99: number }
  readonly beside: { readonly p50: number; readonly p99: number }
  readonly before: Memory
  readonly after: Memory
  readonly frozenCut: boolean
  readonly slowCut: number
  /** Frames that did not fit, over all healthy screens. */
  readonly wrong: number
  readonly lost: number
  readonly faults: readonly string[]
}

async function joinRaw(port: number, from: string): Promise<RawScreen> {
  const screen = await enter(port, from)
  if (!screen) throw new Error('a slow screen was not let in')
  screen.socket.write(frame(Buffer.from(`42["join",{"region":"${DISTRICT}"}]`)))
  return screen
}

/** Takes 64 kB a second and no more. */
function slowDown({ socket }: RawScreen): void {
  socket.on('data', (chunk: Buffer) => {
    socket.pause()
    setTimeout(() => { socket.resume() }, chunk.length / PACE)
  })
}

/** Every unit reports once a second in ten hand-overs, and an event is reported with each; until `end`. */
async function drive(victim: Victim, fleet: Walkers, end: number, events: string[]): Promise<void> {
  for (let turn = 0; performance.now() < end; turn++) {
    const due = performance.now() + 100
    const part = turn % 10
    const key = `slow-${events.length}`
    const [, answer] = await Promise.all([
      sendBatch(victim.drill, GATEWAY, fleet.step(part * UNITS / 10, (part + 1) * UNITS / 10, Date.now())),
      call(victim.address, victim.drill.key, 'POST', '/api/events', { category: 'other', level: 4, region: DISTRICT, occurred: new Date().toISOString() }, { 'idempotency-key': key }),
    ])
    events.push(String(answer.body.id))
    await new Promise((next) => { setTimeout(next, Math.max(0, due - performance.now())) })
  }
}

const forget = (screens: readonly Counted[]): void => { for (const { ages } of screens) ages.length = 0 }
const spread = (screens: readonly Counted[]): { p50: number; p99: number } => {
  const sorted = screens.flatMap(({ ages }) => ages).sort((a, b) => a - b)
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) }
}

/** `seconds` without the slow ones, and as long with them. */
export async function runSlow(healthy: number, seconds: number): Promise<SlowRun> {
  const victim = await startVictim({ ANLAN_SCREENS_PERADDRESS: '4096' })
  const screens: Counted[] = []
  try {
    const fleet = new Walkers(UNITS, 1)
    await fleet.register(victim.drill, GATEWAY)
    for (let n = 0; n < healthy; n++) screens.push(countingScreen(victim.address))
    await until('every healthy screen has the picture', () => screens.every(({ mirror }) => mirror.epoch !== null), 60_000)
    const events: string[] = []
    await drive(victim, fleet, performance.now() + 3_000, events)
    forget(screens)
    await drive(victim, fleet, performance.now() + seconds * 1_000, events)
    const alone = spread(screens)
    forget(screens)
    const before = await victim.memory()
    const [frozen, ...slow] = await Promise.all(addresses(2, 13).map((from) => joinRaw(victim.port, from)))
    slow.forEach(slowDown)
    await until('the frozen screen has begun to hear', () => frozen.texts.some((text) => text.includes('"picture"')))
    frozen.socket.pause()
    await drive(victim, fleet, performance.now() + seconds * 1_000, events)
    const beside = spread(screens)
    const after = await victim.memory()
    await until('every event is on every healthy screen', () => screens.every(({ mirror }) => events.every((id) => mirror.events.has(id))), 30_000).catch(() => undefined)
    const lost = screens.reduce((sum, { mirror }) => sum + events.filter((id) => !mirror.events.has(id)).length, 0)
    const frozenCut = await victim.metric(/^anlan_screens /) <= healthy + slow.length
    return { alone, beside, before, after, frozenCut, slowCut: slow.filter((one) => one.closed()).length, wrong: screens.reduce((sum, { wrong }) => sum + wrong, 0), lost, faults: victim.faults() }
  } finally {
    for (const { socket } of screens) socket.disconnect()
    await victim.stop()
  }
}
