// A screen that follows and counts, and what a process costs: what soak watches a real server with.
import { readFileSync } from 'node:fs'
import { io, type Socket } from 'socket.io-client'
import { foldFixes, fold } from '../shared/wire/fold.ts'
import { emptyMirror, type Mirror } from '../shared/wire/mirror.ts'
import { SOCKET_PATH, type ToScreen, type ToServer } from '../shared/wire/socket.ts'

export interface Counted { readonly socket: Socket<ToScreen, ToServer>; readonly mirror: Mirror; bytes: number; positions: number; wrong: number; readonly ages: number[] }

/** A screen that folds everything, and counts bytes, positions and the age (ms) of each position when decoded. */
export function countingScreen(address: string): Counted {
  const socket: Socket<ToScreen, ToServer> = io(address, { path: SOCKET_PATH, transports: ['websocket'], forceNew: true })
  const one: Counted = { socket, mirror: emptyMirror(), bytes: 0, positions: 0, wrong: 0, ages: [] }
  const check = (folded: string): void => { if (folded === 'bad' || folded === 'gap') one.wrong++ }
  socket.on('connect', () => { socket.emit('join', { region: '510304' }, () => undefined) })
  socket.on('frame', (frame) => { check(fold(one.mirror, frame)) })
  socket.on('fixes', (bytes) => {
    const view = new Uint8Array(bytes)
    const before = one.mirror.places.columns.time.slice()
    check(foldFixes(one.mirror, view))
    one.bytes += view.length
    const { time } = one.mirror.places.columns
    const now = Date.now()
    for (let unit = 0; unit < time.length; unit++) {
      if (time[unit] === 0 || time[unit] === before[unit]) continue
      one.positions++
      if (one.ages.length < 2_000_000) one.ages.push(now - time[unit])
    }
  })
  return one
}

/** CPU seconds and peak MiB of a process so far (Linux). */
export function cost(pid: number): { cpu: number; peak: number; now: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kib = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024
  return { cpu: (Number(stat[11]) + Number(stat[12])) / 100, peak: kib('VmHWM'), now: kib('VmRSS') }
}

export const percentile = (sorted: ArrayLike<number>, share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
