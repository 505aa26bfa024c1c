// What the editor asks of the server: the sets there are, one of them whole, and to adopt the draft; answers are checked.
import { z } from 'zod'
import { beatSchema, type Beat } from '../../../shared/domain/beat.ts'
import { instantSchema } from '../../../shared/domain/instant.ts'
import { refusals, type RefusalCode } from '../../../shared/domain/refusal.ts'
import { instant, parseIso, type Instant } from '../../../shared/domain/time.ts'

/** The browser's fetch fits. */
export type Ask = (path: string, init?: { method?: string; headers?: Record<string, string>; body?: string }) => Promise<{ readonly ok: boolean; readonly status: number; json(): Promise<unknown> }>

const setSchema = z.object({ hash: z.string(), from: instantSchema, beats: z.number() })
export type SetThere = z.infer<typeof setSchema>
const adoptedSchema = z.object({ hash: z.string(), from: instantSchema, until: instantSchema.nullable(), repeated: z.boolean() })
export type Adopted = z.infer<typeof adoptedSchema>

/** `code` is null for what is no refusal of the server: a network that fails, an answer that cannot be read. */
export interface Refused { readonly code: RefusalCode | null; readonly detail: string }

const isCode = (text: unknown): text is RefusalCode => typeof text === 'string' && text in refusals

async function read<T>(ask: ReturnType<Ask>, schema: z.ZodType<T>): Promise<{ readonly got: T } | Refused> {
  try {
    const answer = await ask
    const body = await answer.json().catch(() => null)
    if (answer.ok) return { got: schema.parse(body) }
    const said = z.object({ refused: z.string(), detail: z.string() }).safeParse(body)
    return said.success && isCode(said.data.refused) ? { code: said.data.refused, detail: said.data.detail } : { code: null, detail: String(answer.status) }
  } catch (error) {
    return { code: null, detail: error instanceof z.ZodError ? error.issues[0].message : error instanceof Error ? error.message : String(error) }
  }
}

const bearer = (key: string | null): Record<string, string> => (key === null || key === '' ? {} : { authorization: `Bearer ${key}` })

export const askSets = (ask: Ask, key: string | null) => read(ask('/api/beats', { headers: bearer(key) }), z.array(setSchema))

/** With the weights of cells, which screens do not need. */
export const askBeats = (ask: Ask, key: string | null, hash: string): Promise<{ readonly got: Beat[] } | Refused> =>
  read(ask(`/api/beats/${encodeURIComponent(hash)}?weights=1`, { headers: bearer(key) }), z.array(beatSchema))

export interface Adoption { readonly base: string | null; readonly effective: Instant | null; readonly beats: readonly Beat[] }

export const askAdopt = (ask: Ask, key: string, { base, effective, beats }: Adoption): Promise<{ readonly got: Adopted } | Refused> =>
  read(ask('/api/beats', {
    method: 'POST', headers: { ...bearer(key), 'content-type': 'application/json' },
    body: JSON.stringify({ base, ...(effective === null ? {} : { effective: new Date(effective).toISOString() }), beats }),
  }), adoptedSchema)

/** The instant of a form's local time in the display zone; null for now, undefined for what is none. */
export const effectiveOf = (text: string): Instant | null | undefined => (text === '' ? null : parseIso(`${text}:00+08:00`))

/** The set that holds at an instant (null: the newest that has begun by `now`), and when the next one begins. */
export function heldAt(sets: readonly SetThere[], at: Instant): { readonly set: SetThere | null; readonly until: Instant | null } {
  const set = sets.findLast(({ from }) => from <= at) ?? null
  return { set, until: sets.find(({ from }) => from > at)?.from ?? null }
}

/** What a form shows for an instant in the display zone. */
export const localText = (at: Instant): string => new Date(instant(at + 8 * 3_600_000)).toISOString().slice(0, 16)
