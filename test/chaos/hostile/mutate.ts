// Mutants of good input: bytes, texts and JSON values with one to a few places changed to something they should not be.
import { below, pick } from '../random.ts'

type Random = () => number

const sharp = [0x00, 0x0a, 0x0d, 0x20, 0x22, 0x25, 0x2f, 0x7b, 0x7d, 0x7e, 0x7f, 0x80, 0xc0, 0xff]

/** One to five changes: flipped bits, other bytes, cuts, copies, runs of one byte. */
export function mutateBytes(random: Random, good: Uint8Array, from = 0): Buffer {
  let bytes = Buffer.from(good)
  for (let times = 1 + below(random, 5); times > 0; times--) {
    const at = Math.min(bytes.length, from + below(random, Math.max(1, bytes.length - from)))
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
    switch (below(random, 8)) {
      case 0: if (at < bytes.length) bytes[at] ^= 1 << below(random, 8); break
      case 1: if (at < bytes.length) bytes[at] = below(random, 256); break
      case 2: if (at < bytes.length) bytes[at] = pick(random, sharp); break
      case 3: bytes = Buffer.concat([before, after.subarray(1 + below(random, 8))]); break
      case 4: bytes = Buffer.concat([before, Buffer.from([pick(random, sharp)]), after]); break
      case 5: bytes = Buffer.concat([before, bytes.subarray(below(random, bytes.length + 1)).subarray(0, 1 + below(random, 40)), after]); break
      case 6: bytes = Buffer.concat([before, Buffer.alloc(below(random, below(random, 20) === 0 ? 9_000 : 60), below(random, 256)), after]); break
      default: bytes = Buffer.from(before)
    }
  }
  return bytes.length > 0 ? bytes : Buffer.from([below(random, 256)])
}

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))

const poison: readonly unknown[] = [
  null, true, false, '', ' ', 0, -0, -1, 0.5, 1e308, -1e308, 5e-324, 2 ** 53, 2 ** 31, 1e21, 'NaN', 'null', '__proto__', 'constructor', 'toString',
  '\u0000', '\ud800', '\u202e', '9'.repeat(400), 'x'.repeat(5_000), '510304', '5103040010', '2026-02-30T00:00:00Z', '0000-01-01T00:00:00Z', '+275760-09-13T00:00:00.001Z',
  [], {}, [[]], [null], nested(200), Array(2_000).fill(0), JSON.parse('{"__proto__":{"level":1},"constructor":{"prototype":{"x":1}}}'),
]

/** A JSON value with one place replaced, removed, repeated, renamed or nudged. */
export function mutateJson(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || below(random, 12) === 0) return other(random, value)
  if (Array.isArray(value)) {
    if (value.length === 0) return [pick(random, poison)]
    const at = below(random, value.length)
    const how = below(random, 8)
    if (how === 0) return value.toSpliced(at, 1)
    if (how === 1) return value.toSpliced(at, 0, value[at])
    return value.with(at, mutateJson(random, value[at]))
  }
  const fields = Object.entries(value)
  if (fields.length === 0) return other(random, value)
  const at = below(random, fields.length)
  const [name, held] = fields[at]
  const how = below(random, 9)
  if (how === 0) return Object.fromEntries(fields.toSpliced(at, 1))
  if (how === 1) return Object.fromEntries([...fields, [String(pick(random, poison)).slice(0, 40), held]])
  if (how === 2) return Object.fromEntries([...fields, [pick(random, fields)[0], pick(random, fields)[1]]])
  return Object.fromEntries(fields.with(at, [name, mutateJson(random, held)]))
}

function other(random: Random, value: unknown): unknown {
  if (typeof value === 'number' && below(random, 2) === 0) return value * pick(random, [-1, 0.5, 1.000_001, 10, 1e6, 1e300]) + pick(random, [0, 1, -1, 0.1])
  if (typeof value === 'string' && below(random, 2) === 0) return mutateBytes(random, Buffer.from(value)).toString('utf8')
  return pick(random, poison)
}
