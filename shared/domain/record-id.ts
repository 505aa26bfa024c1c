// Ids of what teams, officers and members are recorded to have done: by them it is taken back.
import { z } from 'zod'
import type { Brand } from './brand.ts'

export type RecordId = Brand<string, 'RecordId'>
export const recordId = (id: string): RecordId => id as RecordId
export const recordIdSchema = z.string().regex(/^[\w.-]{1,64}$/, 'an id has 1 to 64 letters, digits, _ . -').transform(recordId)
