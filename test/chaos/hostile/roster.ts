// Units and devices whose credentials the attackers have: their mutants come past the door and are looked at.
import { DISTRICT } from '../../start.ts'
import { ATTACKED, BAD_GATEWAY, osmandSecret } from './http.ts'

export const badPhone = (n: number): string => `139000001${String(n).padStart(2, '0')}`

export function badRoster(): object {
  const dialects = ['o', 'h', 'b', 'm', '8'] as const
  const of = (kind: (typeof dialects)[number], n: number): object => ({
    o: { dialect: 'osmand', identity: `bad-o${n}`, credential: osmandSecret(n) }, h: { dialect: 'owntracks-http', identity: `bad/h${n}`, credential: `pass-${n}` },
    b: { dialect: 'batch', identity: `B${n}`, gateway: 'bad' }, m: { dialect: 'owntracks-mqtt', identity: `bad${n}/m`, credential: `pass-${n}` },
    // Every second one is lenient, so that nearly everything is heard.
    8: { dialect: 'jt808', identity: badPhone(n), credential: `BAD${String(n).padStart(4, '0')}`, lenient: n % 2 === 0 },
  })[kind]
  const all = dialects.flatMap((kind) => Array.from({ length: ATTACKED }, (_, n) => ({ kind, n, id: `bad-${kind}${n}` })))
  return {
    gateways: [{ id: 'bad', name: '坏网关', crs: 'wgs84', credential: BAD_GATEWAY }],
    units: all.map(({ id }) => ({ id: `unit-${id}`, name: `坏${id}`, tier: 'line', kind: 'foot', team: '', region: DISTRICT })),
    devices: all.map(({ kind, n, id }) => ({ id, unit: `unit-${id}`, rank: 0, crs: 'wgs84', interval: 5, ...of(kind, n) })),
  }
}
