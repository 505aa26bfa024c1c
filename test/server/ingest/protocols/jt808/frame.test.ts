// Frames and headers: escaping, checksums, streams cut anywhere, phones, versions.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FrameSplitter, MAX_FRAME, sealFrame, type FrameFault } from '../../../../../server/ingest/protocols/jt808/frame.ts'
import { buildFrame, buildFrames, readMessage, type Header, type Version } from '../../../../../server/ingest/protocols/jt808/header.ts'

type Found = { content: string; fault: FrameFault | null }

function split(chunks: Uint8Array[]): Found[] {
  const found: Found[] = []
  const splitter = new FrameSplitter()
  for (const chunk of chunks) splitter.push(chunk, (content, fault) => found.push({ content: content.toString('hex'), fault }))
  return found
}

/** Cuts bytes at the given places, as a network may. */
function cut(bytes: Buffer, places: number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end))
}

const content = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes))
const places = fc.array(fc.nat(5000), { maxLength: 12 })

it('[J2] frames come out of a stream as they went in, wherever it is cut', () => {
  const specials = fc.array(fc.constantFrom(0x7d, 0x7e, 0x01, 0x02, 0x00), { minLength: 1, maxLength: 60 }).map((bytes) => Buffer.from(bytes))
  fc.assert(fc.property(fc.array(fc.oneof(content, specials), { minLength: 1, maxLength: 8 }), places, (contents, at) => {
    const stream = Buffer.concat(contents.map(sealFrame))
    expect(stream.filter((byte) => byte === 0x7e).length).toBe(2 * contents.length)
    expect(split(cut(stream, at))).toEqual(contents.map((one) => ({ content: one.toString('hex'), fault: null })))
  }), { seed: 808, numRuns: 400 })
})

it('[J2] one flag between two frames, flags in a row and noise before the first cost no good frame', () => {
  const a = sealFrame(Buffer.from('0a0b', 'hex'))
  const b = sealFrame(Buffer.from('0c7e', 'hex'))
  expect(split([Buffer.concat([a.subarray(0, -1), b])])).toEqual([{ content: '0a0b', fault: null }, { content: '0c7e', fault: null }])
  expect(split([Buffer.concat([Buffer.from('7e7e7e', 'hex'), a, Buffer.from('7e', 'hex'), b])]).map((one) => one.content)).toEqual(['0a0b', '0c7e'])
  const noisy = split([Buffer.from('GET / HTTP/1.1\r\n\r\n'), a])
  expect(noisy.map((one) => one.fault)).toEqual(['checksum', null])
  expect(noisy[1].content).toBe('0a0b')
})

it('[J3] a wrong checksum, a broken escape and a frame over 2 KB are each named once, and the next frame stands', () => {
  const good = sealFrame(Buffer.from('01020304', 'hex'))
  const wrong = Buffer.from(good)
  wrong[2] ^= 0x10
  expect(split([wrong, good]).map((one) => one.fault)).toEqual(['checksum', null])
  expect(split([Buffer.from('7e017d037e', 'hex'), good]).map((one) => one.fault)).toEqual(['escape', null])
  expect(split([Buffer.from('7e01027d7e', 'hex'), good]).map((one) => one.fault)).toEqual(['escape', null])
  const long = Buffer.concat([Buffer.from([0x7e]), Buffer.alloc(100_000, 0x33)])
  expect(split(cut(long, [1, 2047, 2048, 2049, 9000]).concat([good])).map((one) => one.fault)).toEqual(['large', null])
  const largest = sealFrame(Buffer.alloc(MAX_FRAME - 1, 1))
  expect(split([largest]).map((one) => one.fault)).toEqual([null])
})

const phone = fc.bigInt({ min: 0n, max: 10n ** 12n - 1n }).map(String)
const longPhone = fc.bigInt({ min: 0n, max: 10n ** 20n - 1n }).map(String)
const header = fc.oneof(
  fc.record({ version: fc.constant<Version>(2013), phone }), fc.record({ version: fc.constant<Version>(2019), phone: longPhone }),
).chain((one) => fc.record({
  id: fc.nat(0xffff), version: fc.constant(one.version), phone: fc.constant(one.phone), serial: fc.nat(0xffff),
  part: fc.option(fc.record({ total: fc.nat(0xffff), index: fc.nat(0xffff) }), { nil: undefined }),
}))

it('[J4] headers of 2013 and 2019, whole or split, are read as they were written, phones without leading zeros', () => {
  fc.assert(fc.property(header, fc.uint8Array({ maxLength: 1023 }), (said: Header, body) => {
    const frame = buildFrame(said, body)
    const [found] = split([frame])
    expect(found.fault).toBeNull()
    const message = readMessage(Buffer.from(found.content, 'hex'))!
    expect(message).toMatchObject({ ...said, encryption: 0, whole: true })
    expect(Buffer.compare(message.body, body)).toBe(0)
  }), { seed: 4, numRuns: 300 })
  const [{ content: padded }] = split([buildFrame({ id: 2, version: 2019, phone: '00013800000001', serial: 0 }, Buffer.alloc(0))])
  expect(readMessage(Buffer.from(padded, 'hex'))?.phone).toBe('13800000001')
})

it('[J4] a frame too short for its header, or with a phone that is not decimal, is no message; a wrong length is noticed', () => {
  expect(readMessage(Buffer.alloc(11))).toBeUndefined()
  const content = Buffer.from('000200000138000000010001', 'hex')
  expect(readMessage(content)).toMatchObject({ id: 2, whole: true, phone: '13800000001', serial: 1 })
  for (const length of [12, 13, 15]) {
    const split2019 = Buffer.alloc(length)
    split2019[2] = 0x60
    expect(readMessage(split2019)).toBeUndefined()
  }
  const hex = Buffer.from(content)
  hex[6] = 0x0a
  expect(readMessage(hex)).toBeUndefined()
  const long = Buffer.from(content)
  long[3] = 5
  expect(readMessage(long)).toMatchObject({ whole: false })
  const encrypted = Buffer.from(content)
  encrypted[2] = 0x04
  expect(readMessage(encrypted)).toMatchObject({ encryption: 1 })
})

it('[J4] a long body becomes sub-packages with serials in a row, over 65,535 too', () => {
  const frames = buildFrames({ id: 0x0704, version: 2013, phone: '1', serial: 0xffff }, Buffer.alloc(2500, 7))
  const messages = split(frames).map((one) => readMessage(Buffer.from(one.content, 'hex'))!)
  expect(messages.map((one) => [one.serial, one.part?.index, one.part?.total, one.body.length]))
    .toEqual([[65_535, 1, 3, 1023], [0, 2, 3, 1023], [1, 3, 3, 454]])
  expect(() => buildFrame({ id: 1, version: 2013, phone: '1', serial: 0 }, Buffer.alloc(1024))).toThrow(RangeError)
  expect(() => buildFrame({ id: 1, version: 2013, phone: '1234567890123', serial: 0 }, Buffer.alloc(0))).toThrow(RangeError)
  expect(() => buildFrame({ id: 1, version: 2013, phone: '12a', serial: 0 }, Buffer.alloc(0))).toThrow(RangeError)
})
