// The addresses of the shift sheet: as JSON, and as a workbook.
import { refuse, type Refusal, isRefusal } from '../../shared/domain/refusal.ts'
import { regionCode, type RegionCode } from '../../shared/domain/region.ts'
import { sheetShifts, type SheetShift, type ShiftSheet } from '../../shared/domain/sheet.ts'
import { calendar, type Instant } from '../../shared/domain/time.ts'
import type { World } from '../world/world.ts'
import { pagesOf } from './sheet-book.ts'
import { ok, refused, type Call, type Route } from './route.ts'
import { createBinder, XLSX } from './workbook.ts'

export type MakeSheet = (which: SheetShift, region: RegionCode) => ShiftSheet

export function sheetRoutes(world: World, sheet: MakeSheet): Route[] {
  const asked = ({ query }: Call): ShiftSheet | Refusal => {
    const which = sheetShifts.find((one) => one === (query.shift ?? 'now'))
    if (!which) return refuse('BODY_MALFORMED', 'shift is now or before')
    const region = regionCode(query.region ?? world.district.manifest.code)
    return world.district.regions.has(region) ? sheet(which, region) : refuse('REGION_UNKNOWN', region)
  }
  const bind = createBinder()
  return [
    {
      method: 'get', path: '/sheet', right: 'read', screens: true,
      summary: 'The shift sheet by town and beat: ?shift=now or before (the newest that is over), ?region=code for a part of the district',
      handle(call) {
        const found = asked(call)
        return isRefusal(found) ? refused(found) : ok(found)
      },
    },
    {
      method: 'get', path: '/sheet.xlsx', right: 'read', screens: true, summary: 'The same as a workbook (XLSX), in Chinese; times in UTC+8',
      async handle(call) {
        const found = asked(call)
        if (isRefusal(found)) return refused(found)
        return { ...ok(await bind(pagesOf(found), found.asOf)), file: { type: XLSX, name: fileName(found) } }
      },
    },
  ]
}

/** "sheet-510304-20260701-0800.xlsx": where, and when its first shift began, or as of when there is none. */
function fileName({ region, shifts, asOf }: ShiftSheet): string {
  const from: Instant = shifts.at(0)?.from ?? asOf
  const { year, month, day, hour, minute } = calendar(from)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `sheet-${region.code}-${year}${two(month)}${two(day)}-${two(hour)}${two(minute)}.xlsx`
}
