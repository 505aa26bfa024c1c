// The product's own screens: Socket.IO on /stream, pictures and entries as JSON, fixes as binary frames that `fold` reads.
import type { Frame } from '../../../shared/wire/frame.ts'
import { fold, foldFixes } from '../../../shared/wire/fold.ts'
import { emptyMirror } from '../../../shared/wire/mirror.ts'
import { SOCKET_PATH } from '../../../shared/wire/socket.ts'
import { begins, numberOf, type Dialect } from './dialect.ts'

export const product: Dialect = {
  path: `${SOCKET_PATH}/?EIO=4&transport=websocket`,
  socketIo: true,
  join: (region) => `420${JSON.stringify(['join', { region, epoch: null, seq: null }])}`,
  // A binary event is a text packet that announces its attachment, and the attachment.
  sort: (data, binary) => (binary ? 'fixes' : begins(data, '451-') ? 'head' : 'other'),
  ready: (data) => begins(data, '42["frame",{"kind":"picture"'),
  decoder(seen) {
    const mirror = emptyMirror()
    let before = new Float64Array(0)
    const check = (folded: string): void => { if (folded === 'bad' || folded === 'gap' || folded === 'key') seen.wrong++ }
    return {
      other(data) {
        if (!begins(data, '42["frame",')) return
        check(fold(mirror, (JSON.parse(data.toString('utf8', 2)) as [string, Frame])[1]))
      },
      fixes(data) {
        const { columns } = mirror.places
        if (before.length < columns.length) before = new Float64Array(columns.length)
        before.set(columns.time)
        check(foldFixes(mirror, data))
        const now = Date.now()
        const { lon, lat, time } = mirror.places.columns
        for (let number = 0; number < time.length; number++) {
          if (time[number] === 0 || time[number] === (before[number] ?? 0)) continue
          const unit = mirror.unitsByNumber.get(number)
          if (unit) seen.put(numberOf(unit.id), lon[number], lat[number], time[number], now)
        }
      },
    }
  },
}
