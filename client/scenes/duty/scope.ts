// What a screen shows: the district or a part of it, by the regions right below.
import type { RegionsReading } from '../../../shared/domain/reading.ts'
import { levelOf, regionCode, type RegionCode } from '../../../shared/domain/region.ts'

/** Whether the screen shows less than the district. */
export const isPart = (region: RegionCode | null): boolean => region !== null && levelOf(region) !== 'district'

/** The key of the words that say which regions are counted: those below the one that the last row stands for. */
export const belowKey = (reading: RegionsReading | null): string => `towns.title.${levelOf(regionCode(reading?.rows.at(-1)?.region ?? ''))}`
