// Names of regions: official names shortened for labels, and the files that name a district's parts.
import { z } from 'zod'
import { levelOf, regionCodeSchema, type RegionCode } from '../../shared/domain/region.ts'

/** Official names of a district's towns and villages; keyed by code, because names repeat. */
export const districtNamesSchema = z.object({
  code: regionCodeSchema,
  name: z.string().min(1),
  city: z.string(),
  source: z.string(),
  towns: z.array(z.object({
    code: regionCodeSchema,
    name: z.string().min(1),
    villages: z.array(z.tuple([regionCodeSchema, z.string().min(1)])),
  })),
})
export type DistrictNames = z.infer<typeof districtNamesSchema>

/** All names of a file by code, the district's included. */
export function namesByCode(names: DistrictNames): Map<RegionCode, string> {
  const byCode = new Map<RegionCode, string>([[names.code, names.name]])
  for (const town of names.towns) {
    byCode.set(town.code, town.name)
    for (const [code, name] of town.villages) byCode.set(code, name)
  }
  return byCode
}

/** What a label shows: 大安街道 → 大安, 马草山社区居委会 → 马草山社区, 申家村委会 → 申家村, 申家村第一网格 → 第一网格. */
export function shortName(code: RegionCode, name: string): string {
  switch (levelOf(code)) {
    case 'town': return name.replace(/(?<=..)(街道|镇|乡|地区)(办事处)?$/, '')
    case 'village': return name.replace(/居民委员会$|居委会$/, '').replace(/村?村(民委员|委)会$/, '村')
    case 'grid': return /第[零〇一二三四五六七八九十百\d]+网格$/.exec(name)?.[0] ?? name
    case 'district': return name
  }
}

const digits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九']

/** 1 … 99 in Chinese: 一, 十, 十二, 三十. */
export function chineseNumber(count: number): string {
  if (count < 10) return digits[count]
  const tens = Math.floor(count / 10)
  return `${tens === 1 ? '' : digits[tens]}十${count % 10 === 0 ? '' : digits[count % 10]}`
}
