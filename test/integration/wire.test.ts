// The bench's short form: product and a Socket.IO peer in one run; ratios hold whatever else the machine does.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manners } from '../bench/fleet.ts'
import { one } from '../bench/figures/peers.ts'
import { register, startProduct } from '../bench/product.ts'
import { Rig, type Measured } from '../bench/run.ts'

const setting = { units: 2_000, screens: 8, seconds: 3, warm: 2 }

/** Least that a JSON array takes more than we do, and most that we may cost above it: a part of what stands, so that noise does not fail. */
const BYTES = 30
const CPU = 8

describe('the wire beside a Socket.IO server that sends a JSON array a second and stores nothing', () => {
  const rig = new Rig()
  let ours: Measured
  let peer: Measured

  beforeAll(async () => {
    const product = await startProduct({ cut: 1_000 })
    try {
      await register(product, { count: setting.units, car: await rig.setUp(setting.units, product.target) })
      await rig.watch(product, 'product', setting.screens)
      ours = await rig.measure(product, { manner: manners.walk, spread: false }, setting)
    } finally {
      await product.stop()
    }
    peer = await one({ rig, say: () => undefined }, 'socketio-array', setting.screens, setting)
  })
  afterAll(() => rig.end())

  it('[Y1] every screen gets the same frames, and ends with exactly what the devices said last', () => {
    for (const measured of [ours, peer]) {
      expect(measured).toMatchObject({ unequal: 0, wrong: 0, differing: 0, closed: 0, refused: 0 })
      expect(measured.shown).toBeGreaterThan(0.5)
    }
    expect(ours.timeOff).toBeLessThan(1)
  })

  it('[Y2] a position takes a fraction of the bytes of a JSON array, all framing in', () => {
    expect(peer.bytesPerPosition / ours.bytesPerPosition).toBeGreaterThan(BYTES)
  })

  it('[Y3] a report taken in, kept on disk and sent to every screen costs few times the CPU of one that is only passed on', () => {
    expect(ours.cpuPerReport / peer.cpuPerReport).toBeLessThan(CPU)
  })
})
