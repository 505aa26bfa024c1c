// What every figure is handed: the setting, generator and screens, and a way to say what goes on.
import { manners, type Manner } from './fleet.ts'
import { register, startProduct, type Product } from './product.ts'
import type { Measured, Rig, Setting } from './run.ts'
import { round } from './row.ts'

export interface Bench {
  readonly setting: Setting
  readonly rig: Rig
  /** Names of `--only`; empty: everything. */
  readonly only: ReadonlySet<string>
  say(text: string): void
}

export const wants = ({ only }: Pick<Bench, 'only'>, ...names: string[]): boolean => only.size === 0 || names.some((name) => only.has(name))

/** Starts the product, has `work` measure it, and stops it whatever happens. */
export async function withProduct(place: Parameters<typeof startProduct>[0], work: (product: Product) => Promise<void>): Promise<void> {
  const product = await startProduct(place)
  try {
    await work(product)
  } finally {
    await product.stop()
  }
}

/** The same with the fleet registered and the screens watching. */
export function withFleet(bench: Bench, place: Parameters<typeof startProduct>[0], work: (product: Product) => Promise<void>, screens: number = bench.setting.screens): Promise<void> {
  return withProduct(place, async (product) => {
    const car = await bench.rig.setUp(bench.setting.units, product.target)
    await register(product, { count: bench.setting.units, car })
    await bench.rig.watch(product, 'product', screens)
    await work(product)
  })
}

export async function measure(bench: Bench, product: Product, manner: Manner = manners.walk, { spread = false, seconds = bench.setting.seconds, label = '' } = {}): Promise<Measured> {
  const measured = await bench.rig.measure(product, { manner, spread }, { ...bench.setting, seconds })
  bench.say(`${label === '' ? manner.name : label}: ${told(measured)}`)
  return measured
}

/** One stretch in a line. */
export function told(one: Measured): string {
  const screen = one.screens > 0 ? `${round(one.bytesPerPosition)} B/position, age ${one.age.p50}/${one.age.p99} ms, ` : ''
  return `${screen}${round(100 * one.cpu)} % of a core, ${round(one.cpuPerReport)} µs/report, answer ${round(one.answer.p50)}/${round(one.answer.p99)} ms${doubts(one)}`
}

/** What speaks against a stretch; empty when nothing does. */
export function doubts(one: Measured): string {
  const said = [
    one.unequal !== null && one.unequal > 0 ? `${one.unequal} units WRONG at the end` : '',
    one.timeOff >= 1 ? `times off by up to ${one.timeOff} ms` : '',
    one.wrong > 0 ? `${one.wrong} frames could not be applied` : '',
    one.differing > 0 ? `${one.differing} screens got other frames` : '',
    one.closed > 0 ? `${one.closed} screens were cut` : '',
    one.refused > 0 ? `${one.refused} reports refused` : '',
    one.late > 100 ? `generator ${one.late.toFixed(0)} ms late` : '',
    one.othersCpu > 0.9 ? 'generator and screens fill their core' : '',
    one.strangers > 0.2 ? `strangers took ${(100 * one.strangers).toFixed(0)} % of the server's core` : '',
  ].filter((text) => text !== '')
  return said.length === 0 ? '' : ` [${said.join('; ')}]`
}
