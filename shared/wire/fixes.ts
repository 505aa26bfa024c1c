// placeholder: written next
import type { FixBatch } from '../domain/fix.ts'
import type { Places } from '../domain/places.ts'
export interface DecodedFixes { at: number; seq: number; key: boolean; batch: FixBatch; present: Set<number>; gone: number[] }
export function decodeFixes(_bytes: Uint8Array, _places: Places): DecodedFixes | 'bad' | 'gap' | 'key' | 'repeated' { return 'bad' }
