// Names as labels show them.
import { expect, it } from 'vitest'
import { regionCode } from '../../../shared/domain/region.ts'
import { chineseNumber, shortName } from '../../../server/district/naming.ts'

it('[G22] names are shortened for labels by level, and never to nothing', () => {
  const short = (code: string, name: string): string => shortName(regionCode(code), name)
  expect(short('510304', '大安区')).toBe('大安区')
  expect(short('510304001', '大安街道')).toBe('大安')
  expect(short('510304001', '大安街道办事处')).toBe('大安')
  expect(short('510304104', '何市镇')).toBe('何市')
  expect(short('510304100', '大山铺镇')).toBe('大山铺')
  expect(short('510304900', '镇')).toBe('镇')
  expect(short('510304001011', '马草山社区居委会')).toBe('马草山社区')
  expect(short('510304001011', '马草山社区居民委员会')).toBe('马草山社区')
  expect(short('510304102201', '申家村委会')).toBe('申家村')
  expect(short('510304102201', '申家村村民委员会')).toBe('申家村')
  expect(short('51030410220101', '申家村第一网格')).toBe('第一网格')
  expect(short('51030410220112', '老街片区')).toBe('老街片区')
})

it('[G22] grid numbers are said in Chinese', () => {
  expect([1, 8, 10, 12, 20, 45].map(chineseNumber)).toEqual(['一', '八', '十', '十二', '二十', '四十五'])
})
